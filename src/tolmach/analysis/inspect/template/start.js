// Draw everything, and again where the window changes its width.

function drawAll() {
  if (kinds.length) change({});
  drawPlaces();
  drawNext();
  drawTree();
}

drawDropped();
drawAll();
tree.caption.textContent = "Point at a hypothesis for its score and fate; click for all that were looked at in its step.";
let width = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth === width) return;
  width = window.innerWidth;
  drawAll();
});
