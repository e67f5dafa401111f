// The outline marks the part of the page that is being read.
const LINKS = ".rail .outline a";

function current() {
  const reached = [...document.querySelectorAll(LINKS)].filter((link) => {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return heading && heading.getBoundingClientRect().top < innerHeight / 4;
  });
  return reached.at(-1)?.getAttribute("href");
}

export function markOutline(page) {
  const href = current();
  for (const link of page.querySelectorAll(LINKS)) {
    if (link.getAttribute("href") === href) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// The outline may be longer than the screen.
function showCurrent() {
  const rail = document.querySelector(".rail");
  const link = rail?.querySelector("[aria-current]");
  if (!link) return;
  const [box, place] = [rail, link].map((element) => element.getBoundingClientRect());
  if (place.top < box.top || place.bottom > box.bottom) {
    rail.scrollTop += place.top - box.top - box.height / 2;
  }
}

export function followReader() {
  let due = false;
  const mark = () => {
    due = false;
    markOutline(document);
    showCurrent();
  };
  const notice = () => {
    if (!due) requestAnimationFrame(mark);
    due = true;
  };
  addEventListener("scroll", notice, { passive: true });
  addEventListener("resize", notice, { passive: true });
  markOutline(document);
}
