/* Before the first paint: theme, side menu and keys as the reader left them. */
(function () {
  'use strict';
  var root = document.documentElement, theme = null, side = null, keys = null;
  try { theme = localStorage.getItem('theme'); side = localStorage.getItem('side'); keys = localStorage.getItem('keys'); } catch (e) { /* private mode */ }
  if (theme !== 'dark' && theme !== 'light') {
    theme = window.matchMedia && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  root.setAttribute('data-bs-theme', theme);
  root.classList.add('js');
  if (keys === 'off') root.setAttribute('data-keys', 'off');
  if (side === 'min') root.setAttribute('data-side', 'min');
})();
