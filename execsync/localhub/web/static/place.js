// Keeps what a reader looks at where it is while the page changes above it.
const BLOCKS = "main :is(h1, h2, h3, h4, h5, h6, p, li, pre, tr, ins, del)";
const ENOUGH = 30;

export function keepPlace(change) {
  const seen = inView();
  // Else the browser might move the page as well.
  document.documentElement.classList.add("is-changing");
  change();
  const stayed = seen.find(({ block }) => block.isConnected);
  if (stayed) {
    const moved = stayed.block.getBoundingClientRect().top - stayed.top;
    scrollBy({ top: moved, behavior: "instant" });
  }
  requestAnimationFrame(() => document.documentElement.classList.remove("is-changing"));
}

// The first blocks below the page's head; none where the reader is at the top, and wants to see what is new.
function inView() {
  if (scrollY === 0) return [];
  const head = document.querySelector(".top").getBoundingClientRect().bottom;
  const found = [];
  for (const block of document.querySelectorAll(BLOCKS)) {
    const { top, bottom } = block.getBoundingClientRect();
    // What a closed part holds has a place, too, though nobody sees it.
    if (bottom > Math.max(head, 0) && block.checkVisibility()) found.push({ block, top });
    if (found.length === ENOUGH) break;
  }
  return found;
}
