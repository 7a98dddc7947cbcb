/** Shows the picture that was chosen from the device before it is sent. */
export function previewChosenPictures(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-preview]")) {
    const frame = document.getElementById(input.dataset["preview"] ?? "");
    if (frame) follow(input, frame);
  }
}

function follow(input: HTMLInputElement, frame: HTMLElement): void {
  const image = new Image();
  image.className = "p-preview";
  image.alt = frame.dataset["alt"] ?? "";
  image.addEventListener("error", () => (frame.hidden = true));
  input.addEventListener("change", () => {
    if (image.src) URL.revokeObjectURL(image.src);
    const file = input.files?.[0];
    frame.hidden = !file;
    if (!file) return;
    image.src = URL.createObjectURL(file);
    frame.replaceChildren(image);
  });
}
