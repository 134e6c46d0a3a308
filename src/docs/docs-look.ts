/** How the documentation looks: the colours of the dashboard, each readable on what is behind it. */
export const LOOK = `:root {
  --canvas: #fdfcf8;
  --surface: #ffffff;
  --ink: #1b2a4a;
  --muted: #575f73;
  --line: #e6e1d4;
  --link: #0f706a;
  --get: #0f706a;
  --post: #1d7350;
  --put: #85560a;
  --patch: #6a4a8c;
  --delete: #ad2b2b;
}
html.dark-mode {
  --canvas: #0f1729;
  --surface: #162038;
  --ink: #ece8dd;
  --muted: #a9b1c4;
  --line: #293653;
  --link: #62cdbf;
  color-scheme: dark;
}
body,
html.dark-mode {
  margin: 0;
  background: var(--canvas);
}
.swagger-ui,
.swagger-ui .opblock-tag,
.swagger-ui .opblock .opblock-summary-description,
.swagger-ui .info li,
.swagger-ui .info p {
  font-family: 'Source Sans 3', ui-sans-serif, system-ui, sans-serif;
}
html:root body,
html:root .swagger-ui {
  background: var(--canvas);
}
.swagger-ui .info {
  margin: 2rem 0 1rem;
}
.swagger-ui .info .title,
.swagger-ui .opblock-tag {
  font-family: 'Source Serif 4', ui-serif, Georgia, serif;
  font-weight: 600;
}
html:root .swagger-ui .info .title,
html:root .swagger-ui .info p,
html:root .swagger-ui .opblock-tag,
html:root .swagger-ui .opblock .opblock-summary-path,
html:root .swagger-ui .opblock .opblock-summary-path a {
  color: var(--ink);
}
html:root .swagger-ui .opblock .opblock-summary-description {
  color: var(--muted);
}
html:root .swagger-ui .info .title small {
  background: #575f73;
}
html:root .swagger-ui .info .title small.version-stamp {
  background: #1d7350;
}
html:root .swagger-ui .info .title small pre.version {
  color: #fff;
}
html:root .swagger-ui .info a,
html:root .swagger-ui .info a .url {
  color: var(--link);
  text-decoration: underline;
}
/* There is one server: this one. */
html:root .swagger-ui .scheme-container .schemes > .schemes-server-container {
  display: none;
}
html:root .swagger-ui .scheme-container {
  padding: 0.5rem 0;
  background: transparent;
  box-shadow: none;
}
html:root .swagger-ui .btn.authorize {
  border-color: var(--link);
  color: var(--link);
}
html:root .swagger-ui .btn.authorize svg {
  fill: var(--link);
}
html:root .swagger-ui .opblock-tag-section .opblock.opblock {
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--surface);
  box-shadow: none;
}
.swagger-ui .opblock .opblock-summary-method {
  border-radius: 6px;
  text-shadow: none;
}
html:root .swagger-ui .opblock.opblock .opblock-summary-method.opblock-summary-method {
  color: #fff;
}
html:root .swagger-ui .opblock.opblock-get .opblock-summary-method {
  background: var(--get);
}
html:root .swagger-ui .opblock.opblock-post .opblock-summary-method {
  background: var(--post);
}
html:root .swagger-ui .opblock.opblock-put .opblock-summary-method {
  background: var(--put);
}
html:root .swagger-ui .opblock.opblock-patch .opblock-summary-method {
  background: var(--patch);
}
html:root .swagger-ui .opblock.opblock-delete .opblock-summary-method {
  background: var(--delete);
}
html:root .swagger-ui [class^='json-schema-2020-12'] :is(button, em, span, strong),
html:root .swagger-ui button[class^='json-schema-2020-12'] {
  color: var(--muted);
}
html:root .swagger-ui .parameter__in,
html:root .swagger-ui .parameter__type {
  color: var(--muted);
}
html:root .swagger-ui .opblock.opblock.opblock .opblock-section-header {
  background: transparent;
  box-shadow: none;
}
html:root .swagger-ui .opblock.opblock.opblock .opblock-section-header :is(h4, label),
html:root .swagger-ui .btn.try-out__btn {
  color: var(--ink);
}
.swagger-ui :focus-visible {
  outline: 2px solid var(--link);
  outline-offset: 2px;
}
`;

/** Starts the page: the theme of the dashboard where one is chosen there, else of the device. */
export const START = `const dark = matchMedia('(prefers-color-scheme: dark)');
const chosen = localStorage.getItem('appbase-theme');
const show = () =>
  document.documentElement.classList.toggle(
    'dark-mode',
    chosen === 'dark' || (chosen !== 'light' && dark.matches),
  );
show();
dark.addEventListener('change', show);
// No links to single operations: they would lie inside the buttons that open them, where no
// keyboard or screen reader gets.
SwaggerUIBundle({
  url: '/docs/json',
  dom_id: '#swagger-ui',
  deepLinking: false,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
`;
