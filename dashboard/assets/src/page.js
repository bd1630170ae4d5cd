// What a page does beyond its HTML: it draws the charts, and lets tables be cards on a phone. Everything else works without this script.
import {drawCharts} from './charts.js';

// Cells say what their column tells: in a card there is no column above them. Without this script a table scrolls instead.
function label(table) {
  const heads = [...table.tHead.rows].at(-1).cells; // a head that sorts is a link and an arrow
  const names = [...heads].map((head) => (head.querySelector('a') ?? head).textContent.trim());
  for (const cell of table.querySelectorAll('tbody td')) cell.dataset.label = names[cell.cellIndex];
}

// The current page is seen in a navigation that scrolls sideways.
function show(nav) {
  const current = nav.querySelector('[aria-current]');
  if (current && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = current.getBoundingClientRect().left - nav.getBoundingClientRect().left - 40;
}

const long = 12; // rows of a table

// A long list is folded on a phone, where what follows it would be far away; never on paper. Without this script it stays open.
function fold(all) {
  const lists = [...all].filter((list) => list.querySelectorAll('tbody tr').length > long);
  lists.forEach((list) => list.classList.add('long'));
  const phone = window.matchMedia('screen and (max-width: 48rem)');
  const follow = () => lists.forEach((list) => { list.open = !phone.matches; });
  phone.addEventListener('change', follow);
  window.addEventListener('beforeprint', () => lists.forEach((list) => { list.open = true; }));
  window.addEventListener('afterprint', follow);
  follow();
}

document.querySelectorAll('.masthead nav').forEach(show);
document.querySelectorAll('table.cards').forEach(label);
fold(document.querySelectorAll('details.folding'));
drawCharts(document);
