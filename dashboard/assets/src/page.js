// What a page does beyond its HTML: it draws the charts. Everything else works without this script.
import {drawCharts} from './charts.js';

drawCharts(document);
