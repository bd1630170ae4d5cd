// What TestAccessible looks for on an open page, beside axe-core, which is loaded before. Each function lists faults in words.
globalThis.looks = (() => {
  const criterion = (tag) => /^RGAA-(\d+\.\d+)\.\d+$/.exec(tag)?.[1];
  const seen = (e) => e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true});
  const brief = (e) => e.outerHTML.replace(/\s+/g, ' ').slice(0, 140);

  // light is the relative luminance of a computed colour; null of what is transparent or no colour.
  const light = (colour) => {
    const at = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(colour);
    if (!at || at[4] === '0') return null;
    const [r, g, b] = at.slice(1, 4).map((x) => x / 255).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

  // computed is what a colour of the style sheet is in this medium.
  const computed = (colour) => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.forcedColorAdjust = 'none';
    probe.style.backgroundColor = colour;
    const is = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return is;
  };

  return {
    // axe also tells which criteria of RGAA its rules looked at something for, and for which they found nothing to look at.
    async axe(told) {
      // Forced colours of text are the browser's; what a script reads are those that the page had wanted.
      const rules = {'target-size': {enabled: !matchMedia('print').matches}, 'color-contrast': {enabled: !matchMedia('(forced-colors: active)').matches}};
      const run = await axe.run(document, {resultTypes: ['violations'], rules});
      const criteria = (rules) => [...new Set(rules.flatMap((rule) => rule.tags.map(criterion).filter(Boolean)))];
      told.looked = criteria([...run.passes, ...run.violations]);
      told.idle = criteria(run.inapplicable);
      return run.violations.map((v) => `axe-core ${v.id} (${v.impact}): ${v.help}\n\t${v.nodes.slice(0, 3).map((n) => `${n.html} ${n.any[0]?.message ?? ''}`).join('\n\t')}`);
    },

    wide() {
      const page = document.documentElement, over = page.scrollWidth - page.clientWidth;
      if (over <= 0) return [];
      const first = [...document.body.querySelectorAll('*')].find((e) => e.getBoundingClientRect().right > page.clientWidth + 0.5 && !e.closest('.scroll, .unseen'));
      return [`the page is ${over} px too wide: ${first ? brief(first) : ''}`];
    },

    // spaced spaces text as readers may (WCAG 1.4.12), and finds what is cut then.
    spaced() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }');
      document.adoptedStyleSheets = [sheet];
      const cut = [...document.body.querySelectorAll('*')].filter((e) => {
        const {overflowX, overflowY, clipPath} = getComputedStyle(e), clips = (o) => o === 'hidden' || o === 'clip';
        if (clipPath !== 'none' || e.closest('svg, .chart') || !seen(e)) return false; // what is clipped is for those who listen
        // A field of one line scrolls, and can't grow with what it holds: that must stand on the page in whole.
        if (e.matches('input') && e.value && document.body.innerText.includes(e.value)) return false;
        return (clips(overflowX) && e.scrollWidth > e.clientWidth + 1) || (clips(overflowY) && e.scrollHeight > e.clientHeight + 1);
      });
      const faults = [...cut.map((e) => `with text spaced, this is cut: ${brief(e)}`), ...this.wide().map((f) => `with text spaced, ${f}`)];
      document.adoptedStyleSheets = [];
      return faults;
    },

    // covered gives the focus to everything that takes it, and finds what something else covers then.
    covered() {
      const faults = [];
      for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]')) {
        if (!seen(e)) continue;
        e.focus();
        const box = [...e.getClientRects()].find((r) => r.width > 0 && r.height > 0);
        if (!box) continue;
        const within = (a, b, end) => Math.min(Math.max((Math.max(a, 0) + Math.min(b, end)) / 2, 0), end - 1);
        const at = document.elementFromPoint(within(box.left, box.right, innerWidth), within(box.top, box.bottom, innerHeight));
        if (!at || !(e.contains(at) || at.contains(e))) faults.push(`with the focus, this is covered: ${brief(e)}\n\tby ${at && brief(at)}`);
      }
      document.activeElement.blur();
      scrollTo(0, 0);
      return faults;
    },

    still() {
      const faults = document.getAnimations().map((a) => `this moves: ${a.effect?.target && brief(a.effect.target)}`);
      if (getComputedStyle(document.documentElement).scrollBehavior !== 'auto') faults.push('the page scrolls smoothly');
      return faults;
    },

    // unseen finds marks of drawings that neither by their fill nor by their line have a contrast of 3:1 with the page, and texts with less than
    // 4.5:1. Lines and grounds that only order a drawing are in colours of their own; with forced colours they are seen as well.
    unseen() {
      const forced = matchMedia('(forced-colors: active)').matches;
      const ground = light(computed(forced ? 'Canvas' : 'var(--paper)'));
      const quiet = forced ? [] : ['var(--line)', 'var(--shade)', 'var(--paper)', '#fff'].map(computed);
      const faults = [];
      for (const e of document.querySelectorAll('main svg :is(path, rect, circle, line, polygon, text)')) {
        const style = getComputedStyle(e);
        if (!seen(e) || e.closest('defs, clipPath') || e.matches('.dots:not(.under)')) continue; // those dots lie on larger ones that are dark
        if (e.localName === 'text') {
          const tile = e.closest('.map') && light(computed(`var(--c${/\bn(\d)/.exec(e.getAttribute('class'))?.[1]}, #fff)`));
          const own = light(style.fill);
          if (own !== null && contrast(own, tile || ground) < 4.5 && e.textContent.trim()) faults.push(`this text has too little contrast: ${brief(e)}`);
          continue;
        }
        const paints = [style.fill, parseFloat(style.strokeWidth) > 0 ? style.stroke : 'none'].filter((p) => light(p) !== null);
        if (paints.length === 0 || paints.every((p) => quiet.includes(p))) continue;
        if (!paints.some((p) => contrast(light(p), ground) >= 3)) faults.push(`this mark has too little contrast (${paints.join(', ')}): ${brief(e)}`);
      }
      return faults.length > 5 ? [...faults.slice(0, 5), `and ${faults.length - 5} like these`] : faults;
    },
  };
})();
