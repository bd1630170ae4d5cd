// Draws each chart of a page from the options that the server wrote beside it, as SVG, and keeps it sharp when the window
// changes, on paper, and from the keyboard. Texts of values come from the server, in the reader's language.
import {init, use} from 'echarts/core';
import {BarChart, HeatmapChart, LineChart, ScatterChart} from 'echarts/charts';
import {GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent} from 'echarts/components';
import {SVGRenderer} from 'echarts/renderers';

use([BarChart, HeatmapChart, LineChart, ScatterChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent,
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
  const {option, texts, labels, unit, names, height, series} = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  element.style.height = `${height}px`;
  const chart = init(element, null, {renderer: 'svg'});
  chart.setOption(complete(option, {texts, labels, unit, names}));
  chart.setOption(adapt(option, element.clientWidth));
  new ResizeObserver(() => {
    if (window.matchMedia('print').matches) return;
    chart.resize();
    chart.setOption(adapt(option, element.clientWidth));
  }).observe(element);
  listen(element, chart, {texts, names, series});
  element.parentElement.querySelector('details')?.removeAttribute('open'); // it stands open where no chart is drawn
  return chart;
}

// complete adds to the server's options what only a script can say: functions, and settings that go-echarts does not know.
function complete(option, {texts, labels, unit, names}) {
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
  for (const series of option.series) {
    if (series.label?.show) series.label.formatter = (at) => labels[at.dataIndex];
  }
  for (const axis of [...option.xAxis, ...option.yAxis]) {
    if (axis.type === 'value') axis.axisLabel = {...axis.axisLabel, formatter: (value) => number.format(value)};
  }
  for (const axis of option.xAxis) axis.axisLabel = {...axis.axisLabel, lineHeight: 17};
  return option;
}

// adapt gives long names of categories less room on a narrow screen.
function adapt(option, width) {
  const room = Math.max(90, Math.min(340, Math.round(width * 0.34)));
  return {
    yAxis: option.yAxis.map((axis) => (axis.type === 'category' ? {axisLabel: {width: room, overflow: 'truncate'}} : {})),
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
