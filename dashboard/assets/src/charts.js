// Draws each chart of a page from the options that the server wrote beside it, as SVG, and keeps it sharp when the window
// changes, on paper, and from the keyboard. Texts of values come from the server, in the reader's language.
import {init, use} from 'echarts/core';
import {BarChart, HeatmapChart, LineChart, ScatterChart} from 'echarts/charts';
import {GridComponent, LegendComponent, TooltipComponent, VisualMapComponent} from 'echarts/components';
import {SVGRenderer} from 'echarts/renderers';

use([BarChart, HeatmapChart, LineChart, ScatterChart, GridComponent, LegendComponent, TooltipComponent,
  VisualMapComponent, SVGRenderer]);

const paperWidth = 640; // CSS pixels that fit an A4 page with its margins
const family = '"Plain Figures", "Atkinson Hyperlegible", system-ui, sans-serif';

export function drawCharts(root) {
  const drawn = [...root.querySelectorAll('[data-chart]')].map(draw);
  window.addEventListener('beforeprint', () => drawn.forEach((chart) => {
    chart.resize({width: paperWidth});
    chart.getZr().flush(); // paper does not wait for the next frame
  }));
  window.addEventListener('afterprint', () => drawn.forEach((chart) => chart.resize({width: 'auto'})));
}

function draw(element) {
  const told = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  const option = complete(told);
  const fit = () => {
    const {height, ...fitted} = adapt(option, told, element.clientWidth);
    element.style.height = `${height}px`;
    return fitted;
  };
  element.style.height = `${told.height}px`;
  const chart = init(element, null, {renderer: 'svg'});
  chart.setOption(option);
  const resize = () => {
    const fitted = fit();
    chart.resize();
    chart.setOption(fitted);
  };
  resize();
  new ResizeObserver(() => {
    if (!window.matchMedia('print').matches) resize();
  }).observe(element);
  listen(element, chart, told);
  element.parentElement.querySelector('details')?.removeAttribute('open'); // it stands open where no chart is drawn
  return chart;
}

const lies = ({series, yAxis}) => series[0].type === 'bar' && yAxis[0].type === 'category'; // bars one under the other

// complete adds to the server's options what only a script can say: functions, and settings that go-echarts does not know.
function complete({option, texts, labels, unit, names, line}) {
  const number = new Intl.NumberFormat(document.documentElement.lang,
    unit === 'share' ? {style: 'percent'} : {maximumFractionDigits: 1});
  option.animation = false;
  option.textStyle = {fontFamily: family, fontSize: 14};
  option.tooltip = {
    ...option.tooltip,
    renderMode: 'richText',
    confine: true,
    backgroundColor: '#1b2428',
    borderWidth: 0,
    textStyle: {color: '#fff', fontFamily: family, fontSize: 14},
    formatter: (at) => `${names[at.dataIndex]}\n${texts[at.dataIndex]}`,
  };
  const values = option.series.flatMap((series) => series.data.map(({value}) => (Array.isArray(value) ? value[0] : value)));
  const whole = unit !== 'share' && values.every((value) => value === '-' || Number.isInteger(value)); // things that are counted
  for (const axis of [...option.xAxis, ...option.yAxis]) {
    if (axis.type !== 'value') continue;
    axis.axisLabel = {...axis.axisLabel, formatter: (value) => number.format(value)};
    if (whole) axis.minInterval = 1;
  }
  for (const axis of option.xAxis) axis.axisLabel = {...axis.axisLabel, lineHeight: 17};
  if (lies(option)) {
    const blank = {axisLine: {show: false}, axisTick: {show: false}};
    Object.assign(option.yAxis[0], {data: names, axisTick: {show: false}});
    option.yAxis.push({...blank, type: 'category', inverse: true, position: 'right', data: labels, axisLabel: {color: '#1b2428', fontSize: 14, interval: 0}});
    if (line !== null) option.series.push(ticks(line, labels));
  }
  return option;
}

// ticks are a value to compare with, on each row that has something to compare; a tick has a pale line around, so that it is seen on a bar.
function ticks(value, labels) {
  return {
    type: 'scatter', symbol: 'rect', symbolSize: [5, 22], silent: true, tooltip: {show: false}, z: 5,
    itemStyle: {color: '#1b2428', borderColor: '#fdfcf9', borderWidth: 1, opacity: 1},
    data: labels.flatMap((label, row) => (label === '' ? [] : [[value, row]])),
  };
}

const letter = 7.4; // how wide one is, about
const high = 17; // a line of text

// adapt gives names the room they need: beside the bars in one line or more or, on a narrow screen, above them; and a narrow screen fewer ticks.
function adapt(option, {names, unit, height}, width) {
  const narrow = width < 560;
  if (!lies(option)) return {height};
  const axis = {splitNumber: narrow ? 2 : 4};
  if (unit === 'share' && option.xAxis[0].max === 1) axis.interval = narrow ? 0.5 : 0.25;
  const needed = Math.max(...names.map((name) => name.length)) * letter;
  const beside = Math.min(340, Math.round(width * 0.34));
  const above = narrow && needed > beside;
  const room = above ? width - 8 : beside;
  const lines = Math.ceil(needed / room);
  const row = above ? 26 + high * lines : Math.max(26, high * lines + 8);
  const place = above ? {inside: true, align: 'left', verticalAlign: 'bottom', margin: 0, padding: [0, 0, 11, 4]}
    : {inside: false, align: 'right', verticalAlign: 'middle', margin: 8, padding: 0};
  return {
    height: height + (row - 26) * names.length + (above ? high * lines / 2 : 0),
    grid: {top: above ? 8 + high * lines / 2 : 8},
    xAxis: [axis],
    yAxis: [{z: above ? 10 : 0, axisLabel: {...place, width: room, overflow: 'break', lineHeight: high, interval: 0, textBorderColor: '#fdfcf9', textBorderWidth: above ? 3 : 0}}],
    series: option.series.map((series) => (series.type === 'bar' && !series.barWidth ? {barWidth: above ? 14 : null} : {})),
  };
}

// listen lets the arrow keys walk through the values of a chart that has the focus; each is shown and read out.
function listen(element, chart, {texts, names, series}) {
  const told = element.parentElement.querySelector('[data-told]');
  let at = -1;
  element.addEventListener('keydown', (event) => {
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    at = at < 0 && step < 0 ? texts.length - 1 : (at + step + texts.length) % texts.length;
    chart.dispatchAction({type: 'showTip', seriesIndex: series, dataIndex: at});
    told.textContent = `${names[at]}\u00a0: ${texts[at]}`;
  });
  element.addEventListener('blur', () => chart.dispatchAction({type: 'hideTip'}));
}
