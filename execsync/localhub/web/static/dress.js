// What a page from the server lacks before it is shown: the reader's zone in its times.
const two = (number) => String(number).padStart(2, "0");

export function clockTime(date) {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
}

function localTime(date) {
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${clockTime(date)}`;
}

export function dress(page) {
  for (const time of page.querySelectorAll("time[datetime]:not([title])")) {
    time.title = time.textContent;
    time.textContent = localTime(new Date(time.dateTime));
  }
}
