// A map: draws what it is told, in the page's colours, and tells what somebody does with it. What stands on it is
// decided elsewhere; MapLibre is loaded with the first one.
const OURS = new URL('.', import.meta.url).pathname;
const LIBRARY = '/pkg/__MAPLIBRE__/';
const KEPT = [
  import.meta.url,
  ...['maplibre-gl.mjs', 'maplibre-gl-worker.mjs', 'maplibre-gl.css'].map((file) => LIBRARY + file),
];
// Zoom up to which points that lie close together are one, and how close in pixels.
const CLUSTERED_UP_TO = 15;
const CLUSTER_PIXELS = 44;
const CLOSEST = 18;
// How a box is shown: with room around it, and no nearer than a few streets.
const FITTED = { padding: 40, maxZoom: 16 };
// Milliseconds of a movement.
const QUICK = 200;
// Zoom from which grids are named too.
const GRIDS_NAMED_FROM = 12;
const TOKENS = ['page', 'surface', 'line', 'control-line', 'text', 'text-quiet', 'accent', 'green', 'amber', 'red'];
// Of a point's picture, in pixels of the page.
const SIDE = 24;
const SHARPNESS = 2;

// `options` has its `label`, `look` (a box of two corners) and `is_pin`, where the point in the middle is what is chosen.
// `tell` hears of what was picked, where the middle is, and tiles that cannot be had. Fails with `no_webgl` where this
// browser cannot draw.
export async function openMap(element, options, tell) {
  if (!canDraw()) throw 'no_webgl';
  const { label, look, is_pin: isPin } = JSON.parse(options);
  await styled();
  const library = await import(`${LIBRARY}maplibre-gl.mjs`);
  // By the address under which it is kept.
  library.setWorkerUrl(`${LIBRARY}maplibre-gl-worker.mjs`);
  void keep();
  const drawn = new Drawn(library, element, label, look, tell);
  drawn.listen(isPin);
  await new Promise((resolve) => drawn.map.once('style.load', resolve));
  return drawn;
}

class Drawn {
  constructor(library, element, label, look, tell) {
    this.element = element;
    this.tell = tell;
    // As it was last told.
    this.scene = {};
    this.colours = colours(element);
    this.map = new library.Map({
      container: element,
      style: this.style(),
      bounds: look,
      fitBoundsOptions: FITTED,
      maxZoom: CLOSEST,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      localIdeographFontFamily: getComputedStyle(element).fontFamily,
      locale: { 'Map.Title': label },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.dressed = () => this.dress();
    this.dark.addEventListener('change', this.dressed);
    this.theme = new MutationObserver(this.dressed);
    this.theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  }

  listen(isPin) {
    const { map, tell } = this;
    map.setMissingStyleImageResolver((id) => {
      if (id in SHAPES) map.addImage(id, picture(id, this.colours), { pixelRatio: SHARPNESS });
    });
    map.on('error', ({ sourceId, error }) => {
      if (sourceId?.startsWith('tiles')) this.note('no_tiles');
      else console.warn(error);
    });
    map.on('sourcedata', ({ sourceId, tile }) => {
      if (sourceId?.startsWith('tiles') && tile?.state === 'loaded') this.note('tiles');
    });
    // What was told while a style was on its way.
    map.on('style.load', () => this.update(this.scene));
    if (isPin) {
      const middle = () => tell('middle', map.getCenter().toArray().join());
      map.on('moveend', middle);
      map.on('click', ({ lngLat }) => map.easeTo({ center: lngLat, duration: QUICK }));
      middle();
      return;
    }
    map.on('click', 'points', ({ features }) => {
      // Of those that lie on top of each other, each in its turn.
      const ids = [...new Set(features.map(({ properties }) => properties.id))];
      tell('picked', ids[(ids.indexOf(picked(this.scene)?.id) + 1) % ids.length]);
    });
    map.on('click', 'clusters', async ({ features: [{ geometry, properties }] }) => {
      const zoom = await map.getSource('points').getClusterExpansionZoom(properties.cluster_id);
      map.easeTo({ center: geometry.coordinates, zoom, duration: QUICK });
    });
    for (const layer of ['points', 'clusters']) {
      map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'));
      map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
    }
  }

  // Whether tiles can be had; told once.
  note(what) {
    if (this.noted !== what) this.tell(what, '');
    this.noted = what;
  }

  // Takes in what is told; what is not told stays.
  show(told) {
    const news = JSON.parse(told);
    Object.assign(this.scene, news);
    if ('tiles' in news) this.map.setStyle(this.style(), { diff: false });
    else if (this.map.getSource('points')) this.update(news);
    if (news.look) this.map.fitBounds(news.look, { ...FITTED, duration: QUICK });
    const at = picked(news)?.at;
    if (at && !this.map.getBounds().contains(at)) this.map.easeTo({ center: at, duration: QUICK });
  }

  // One step nearer, or further off where `by` is −1.
  zoom(by) {
    this.map.easeTo({ zoom: this.map.getZoom() + by, duration: QUICK });
  }

  update(news) {
    const data = this.data();
    for (const [source, { from }] of Object.entries(SOURCES)) {
      if (from in news) this.map.getSource(source).setData(data[source]);
    }
    if ('heat' in news) {
      const show = (layer, is) => this.map.setLayoutProperty(layer, 'visibility', is ? 'visible' : 'none');
      for (const layer of ['points', 'clusters', 'counts']) show(layer, !news.heat);
      show('heat', news.heat);
    }
  }

  // The page has other colours now.
  dress() {
    this.colours = colours(this.element);
    this.map.setStyle(this.style(), { diff: false });
  }

  close() {
    this.dark.removeEventListener('change', this.dressed);
    this.theme.disconnect();
    this.map.remove();
  }

  data() {
    return Object.fromEntries(Object.entries(SOURCES).map(([source, { from, feature }]) => {
      const features = (this.scene[from] ?? []).map(feature);
      return [source, { type: 'FeatureCollection', features }];
    }));
  }

  style() {
    const { colours: colour, scene } = this;
    const tiles = scene.tiles ?? [];
    const data = this.data();
    const sources = Object.fromEntries(Object.entries(SOURCES).map(([source, { settings }]) => {
      return [source, { type: 'geojson', data: data[source], ...settings }];
    }));
    tiles.forEach((address, n) => {
      sources[`tiles${n}`] = { type: 'raster', tiles: [address], tileSize: 256, maxzoom: CLOSEST };
    });
    const name = {
      layout: { 'text-field': ['get', 'name'], 'text-size': 13, 'text-padding': 6 },
      paint: { 'text-color': colour.text, 'text-halo-color': colour.surface, 'text-halo-width': 1.5 },
    };
    const kind = (name) => ['==', ['get', 'kind'], name];
    const visibility = (is) => ({ visibility: is ? 'visible' : 'none' });
    const stroke = (color, width) => ({ 'line-color': color, 'line-width': width });
    return {
      version: 8,
      sources,
      layers: [
        { id: 'ground', type: 'background', paint: { 'background-color': colour.page } },
        ...tiles.map((_, n) => ({ id: `tiles${n}`, type: 'raster', source: `tiles${n}` })),
        {
          id: 'grids',
          type: 'line',
          source: 'grids',
          paint: { ...stroke(colour['control-line'], 1), 'line-dasharray': [3, 2] },
        },
        { id: 'borders', type: 'line', source: 'borders', paint: stroke(colour['text-quiet'], 2) },
        {
          id: 'heat',
          type: 'heatmap',
          source: 'heat',
          layout: visibility(scene.heat),
          paint: {
            'heatmap-radius': ['interpolate', ['linear'], ['zoom'], 8, 14, 14, 40],
            'heatmap-color': [
              'interpolate', ['linear'], ['heatmap-density'],
              0, 'rgba(0,0,0,0)', 0.2, faint(colour.accent), 0.6, colour.accent, 1, colour.red,
            ],
          },
        },
        { id: 'way', type: 'line', source: 'way', paint: stroke(colour.accent, 3) },
        { id: 'townships', type: 'symbol', source: 'names', filter: kind('township'), ...name },
        { id: 'names', type: 'symbol', source: 'names', filter: kind('grid'), minzoom: GRIDS_NAMED_FROM, ...name },
        {
          id: 'clusters',
          type: 'circle',
          source: 'points',
          filter: ['has', 'point_count'],
          layout: visibility(!scene.heat),
          paint: {
            'circle-radius': ['step', ['get', 'point_count'], 16, 10, 20, 100, 24],
            'circle-color': colour.surface,
            'circle-stroke-width': 3,
            'circle-stroke-color': ['case', ['>', ['get', 'late'], 0], colour.red, colour.accent],
          },
        },
        {
          id: 'counts',
          type: 'symbol',
          source: 'points',
          filter: ['has', 'point_count'],
          layout: {
            ...visibility(!scene.heat),
            'text-field': ['case', ['>', ['get', 'late'], 0],
              ['concat', ['to-string', ['get', 'point_count']], '\n■', ['to-string', ['get', 'late']]],
              ['to-string', ['get', 'point_count']]],
            'text-size': 12,
            'text-allow-overlap': true,
            'text-ignore-placement': true,
          },
          paint: { 'text-color': colour.text },
        },
        {
          id: 'marked',
          type: 'circle',
          source: 'marked',
          paint: {
            'circle-radius': 17,
            'circle-color': 'rgba(0,0,0,0)',
            'circle-stroke-color': colour.accent,
            'circle-stroke-width': ['match', ['get', 'kind'], 'picked', 4, 2],
          },
        },
        {
          id: 'points',
          type: 'symbol',
          source: 'points',
          filter: ['!', ['has', 'point_count']],
          layout: {
            ...visibility(!scene.heat),
            'icon-image': ['get', 'light'],
            'icon-allow-overlap': true,
            'text-field': ['coalesce', ['get', 'name'], ''],
            'text-size': 12,
            'text-offset': [0, 1.1],
            'text-anchor': 'top',
            'text-optional': true,
          },
          paint: name.paint,
        },
      ],
    };
  }
}

const feature = (type, coordinates, properties = {}) => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});
const point = ({ at, ...properties }) => feature('Point', at, properties);
const line = (points) => feature('LineString', points);
const area = (shape) => feature('MultiPolygon', shape);
// Each source: what of the scene it shows, and how.
const SOURCES = {
  grids: { from: 'grids', feature: area },
  borders: { from: 'borders', feature: line },
  names: { from: 'names', feature: point },
  way: { from: 'way', feature: line },
  marked: { from: 'marked', feature: point },
  heat: { from: 'points', feature: point },
  points: {
    from: 'points',
    feature: point,
    settings: {
      cluster: true,
      clusterMaxZoom: CLUSTERED_UP_TO,
      clusterRadius: CLUSTER_PIXELS,
      clusterProperties: { late: ['+', ['case', ['==', ['get', 'light'], 'red'], 1, 0]] },
    },
  },
};

const picked = ({ marked }) => marked?.find(({ kind }) => kind === 'picked');
const faint = (colour) => colour.replace('rgb(', 'rgba(').replace(')', ', 0.35)');

// The lights' shapes, as `style/41-light.css` has them; a ring where no clock runs.
const SHAPES = {
  green: (context, c, r) => context.arc(c, c, r, 0, 2 * Math.PI),
  amber: (context, c, r) => corners(context, [c, c - r], [c + r, c + r], [c - r, c + r]),
  red: (context, c, r) => corners(context, [c - r, c - r], [c + r, c - r], [c + r, c + r], [c - r, c + r]),
  none: (context, c, r) => context.arc(c, c, r * 0.8, 0, 2 * Math.PI),
};

function corners(context, [x, y], ...others) {
  context.moveTo(x, y);
  for (const [x, y] of others) context.lineTo(x, y);
  context.closePath();
}

function picture(light, colours) {
  const side = SIDE * SHARPNESS;
  const context = canvas(side).getContext('2d');
  context.beginPath();
  SHAPES[light](context, side / 2, side / 3);
  context.lineJoin = 'round';
  context.lineWidth = 3 * SHARPNESS;
  context.strokeStyle = light === 'none' ? colours.accent : colours.surface;
  context.fillStyle = light === 'none' ? colours.surface : colours[light];
  context.stroke();
  context.fill();
  return context.getImageData(0, 0, side, side);
}

// The page's tokens as MapLibre reads colours, which knows no `oklch`.
function colours(element) {
  const style = getComputedStyle(element);
  const context = canvas(1).getContext('2d', { willReadFrequently: true });
  return Object.fromEntries(TOKENS.map((token) => {
    context.fillStyle = style.getPropertyValue(`--${token}`);
    context.fillRect(0, 0, 1, 1);
    return [token, `rgb(${[...context.getImageData(0, 0, 1, 1).data.slice(0, 3)].join()})`];
  }));
}

function canvas(side) {
  return Object.assign(document.createElement('canvas'), { width: side, height: side });
}

// Browsers allow few of these contexts at once: the one that was tried out goes at once.
function canDraw() {
  const context = canvas(1).getContext('webgl2');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return Boolean(context);
}

async function styled() {
  const address = `${LIBRARY}maplibre-gl.css`;
  if (document.querySelector(`link[href="${address}"]`)) return;
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address });
  await new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => {
      link.remove();
      reject(new Error(address));
    };
    document.head.append(link);
  });
}

// Beside the build's other files, so that maps open without coverage from now on, in newer builds too.
async function keep() {
  try {
    await navigator.serviceWorker?.ready;
    const cache = await caches.open(`build-${OURS.split('/').at(-2)}`);
    for (const address of KEPT) {
      if (!(await cache.match(address, { ignoreVary: true }))) await cache.add(address);
    }
  } catch {
    // With coverage maps open all the same.
  }
}
