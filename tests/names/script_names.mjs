// Prints the names of scripts, read with TypeScript's own parser: one JSON line a file, with pairs of
// a line and a name. The paths come on standard input, one a line.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

// TypeScript 7 has no parser for scripts to call; what the scripts are linted with has one.
const require = createRequire(new URL("../../frontend/lint/package.json", import.meta.url));
const ts = require("typescript");

for (const path of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const names = namesIn(readFileSync(path, "utf8"), path);
  process.stdout.write(`${JSON.stringify({ path, names })}\n`);
}

function namesIn(text, path) {
  const kind = path.endsWith(".ts") ? ts.ScriptKind.TS : ts.ScriptKind.JS;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const names = [];
  const visit = (node) => {
    const name = nameOf(node);
    if (name) names.push([source.getLineAndCharacterOfPosition(node.getStart()).line + 1, name]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function nameOf(node) {
  if (ts.isPropertyAccessExpression(node)) return chain(node);
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return qualified(node);
  // `{ "old": 1 }`, `row["old"]` and the `"old"` of a type or of `import … from "./old"`.
  if (ts.isStringLiteral(node) && isNameByString(node)) return dotted(node.text);
  return null;
}

function chain(node) {
  const names = [];
  while (ts.isPropertyAccessExpression(node)) {
    names.push(bare(node.name));
    node = node.expression;
  }
  names.push(ts.isIdentifier(node) ? bare(node) : "");
  return names.reverse().join(".");
}

/** A member with the class, interface or type that declares it. */
function qualified(node) {
  const member = node.parent;
  let owner = member?.parent;
  if (owner && ts.isTypeLiteralNode(owner)) owner = owner.parent;
  const declares = member && member.name === node && owner?.name && ts.isIdentifier(owner.name);
  return declares && isType(owner) ? `${bare(owner.name)}.${bare(node)}` : bare(node);
}

function isType(node) {
  return (
    ts.isClassLike(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}

function isNameByString(node) {
  const { parent } = node;
  return (
    (parent.name === node && !ts.isModuleDeclaration(parent)) ||
    ts.isElementAccessExpression(parent) ||
    ts.isLiteralTypeNode(parent) ||
    parent.moduleSpecifier === node
  );
}

function bare(node) {
  return node.text.replace(/^#/, "");
}

function dotted(text) {
  return text
    .replace(/\.(ts|js|mjs)$/, "")
    .split("/")
    .filter((part) => part && !/^\.+$/.test(part))
    .join(".");
}
