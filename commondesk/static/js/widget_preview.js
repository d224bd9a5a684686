/* The widget's settings page: what is chosen shows at once in the page below, before it is saved. */

const form = document.getElementById("widget-form");
const preview = document.getElementById("widget-preview");
const LOOK = ["corner", "lift", "label", "colour"];
const PAUSE = 400;
let timer = 0;

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const look = new URLSearchParams(LOOK.map((name) => [name, form.elements[name].value]));
    preview.src = `${preview.dataset.address}?${look}`;
  }, PAUSE);
});
