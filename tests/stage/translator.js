// Translates a page as a browser's translator does: an element <font> in the place of each text, also
// of each text that comes later, and another language at <html>. Here the translation of a text is
// the text between « and ».
window.translatePage = (keepsTexts) => {
  const isLeftAlone = (node) =>
    !node.data.trim() ||
    !node.isConnected ||
    node.parentElement.closest("script, style, noscript, font, [translate=no]");

  const translate = (node) => {
    if (isLeftAlone(node)) return;
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    for (const font of [outer, inner]) font.style.verticalAlign = "inherit";
    const words = `«${node.data.trim()}»`;
    node.replaceWith(outer);
    outer.append(inner);
    // Some translators keep the text's own node, and some make a new one.
    if (keepsTexts) node.data = words;
    inner.append(keepsTexts ? node : words);
  };

  const textsIn = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = root.nodeType === Node.TEXT_NODE ? [root] : [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    return texts;
  };

  textsIn(document.body).forEach(translate);
  document.documentElement.lang = "vi";
  document.documentElement.classList.add("translated-ltr");
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      const changed = type === "characterData" ? [target] : addedNodes;
      [...changed].flatMap(textsIn).forEach(translate);
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
};
