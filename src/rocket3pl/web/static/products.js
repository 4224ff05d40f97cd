/* Seller's products and stock: blocks of 신규상품정보등록, marks of drafts, what ticked rows can do. */
(function () {
  'use strict';
  var doc = document, taken = [];
  function all(selector, within) { return Array.prototype.slice.call((within || doc).querySelectorAll(selector)); }
  function near(event, selector) { return event.target.closest ? event.target.closest(selector) : null; }
  function fill(text, values) { return text.replace(/\{(\w+)\}/g, function (_, key) { return values[key]; }); }

  /* blocks: they are numbered 1..n, whatever their index in the form is */
  function blocks() { return doc.getElementById('blocks'); }
  function renumber() {
    var place = blocks(), found = all('[data-block]', place), add = doc.getElementById('block-add');
    found.forEach(function (block, i) {
      var name = '#' + (i + 1), tick = block.querySelector('[data-block-tick]');
      block.setAttribute('aria-label', name);
      block.querySelector('[data-block-no]').textContent = name;
      tick.setAttribute('aria-label', tick.dataset.label.replace('#0', name));
    });
    all('[data-block-count]').forEach(function (n) { n.textContent = fill(n.dataset.text, { n: found.length }); });
    if (add) add.disabled = found.length >= Number(place.dataset.max);
    ticks();
  }
  function ticks() {
    var any = all('[data-block-tick]:checked', blocks()).length > 0;
    all('[data-blocks-remove]').forEach(function (b) { b.disabled = !any; });
  }
  function changed() {
    var form = doc.getElementById('product-form');
    form.dispatchEvent(new Event('change', { bubbles: true }));
    form.elements[0].dispatchEvent(new Event('change', { bubbles: true }));
  }
  function remove(gone) {
    var note = doc.getElementById('block-undo'), text = note.querySelector('[data-text]');
    taken = gone.map(function (block) {
      var kept = { block: block, before: block.nextElementSibling };
      return kept;
    });
    gone.forEach(function (block) { block.remove(); });
    renumber(); changed();
    text.textContent = fill(text.dataset.text, { n: gone.length });
    note.hidden = !gone.length;
    var focus = blocks().querySelector('[data-block] input:not([type=hidden])') || doc.getElementById('block-add');
    if (focus) focus.focus({ preventScroll: true });
  }
  function undo() {
    taken.reverse().forEach(function (kept) {
      var before = kept.before && kept.before.isConnected ? kept.before : null;
      blocks().insertBefore(kept.block, before);
    });
    taken = [];
    doc.getElementById('block-undo').hidden = true;
    renumber(); changed();
  }

  /* what ticked rows can do: data-fits of a row's last cell names the actions it may take part in */
  function fits() {
    var list = doc.getElementById('list');
    if (!list || !list.querySelector('[data-fits]')) return;
    var ticked = all('tbody input[name=ids]:checked', list);
    function unfit(action) {
      return ticked.filter(function (box) {
        var cell = box.closest('tr').querySelector('[data-fits]');
        return !cell || (' ' + cell.dataset.fits + ' ').indexOf(' ' + action + ' ') < 0;
      });
    }
    all('[data-fit]').forEach(function (b) { b.disabled = !ticked.length || unfit(b.dataset.fit).length === ticked.length; });
    all('[data-fit-note]', list).forEach(function (note) {
      var out = unfit(note.dataset.fitNote).length, n = ticked.length;
      note.hidden = !out;
      note.textContent = out ? fill(out === n ? note.dataset.all : note.dataset.some, { n: n, m: out }) : '';
    });
  }

  doc.addEventListener('click', function (e) {
    var b;
    if (e.defaultPrevented) return;
    if ((b = near(e, '[data-block-remove]'))) remove([b.closest('[data-block]')]);
    else if (near(e, '[data-blocks-remove]')) {
      remove(all('[data-block-tick]:checked', blocks()).map(function (t) { return t.closest('[data-block]'); }));
    } else if (near(e, '[data-block-undo]')) undo();
    else if (near(e, '[data-untick]')) fits();
    else if ((b = near(e, 'a[href$="/movements/"]')) && window.htmx && doc.getElementById('dialog-place')
        && e.button === 0 && !e.ctrlKey && !e.metaKey && !e.shiftKey) {
      e.preventDefault();
      window.htmx.ajax('GET', b.getAttribute('href'), { target: '#dialog-place', swap: 'innerHTML' });
    }
  });
  doc.addEventListener('change', function (e) {
    if (e.target.matches('[data-block-tick]')) ticks();
    if (e.target.name === 'ids' || e.target.matches('[data-tick-all]')) fits();
  });
  /* Only rows that can take part are sent. */
  doc.addEventListener('submit', function (e) {
    var action = e.submitter && e.submitter.dataset.fit;
    if (!action) return;
    all('#list tbody input[name=ids]:checked').forEach(function (box) {
      var cell = box.closest('tr').querySelector('[data-fits]');
      if (cell && (' ' + cell.dataset.fits + ' ').indexOf(' ' + action + ' ') < 0) box.checked = false;
    });
  }, true);

  /* A person's letter in a translated field makes it theirs. */
  doc.addEventListener('input', function (e) {
    var mark = e.target.id && doc.querySelector('[data-draft-mark="' + e.target.id + '"]');
    if (!mark) return;
    mark.remove();
    doc.getElementById(e.target.id + '_draft').value = '';
  });

  doc.addEventListener('htmx:beforeRequest', function (e) {
    var form = e.target.closest && e.target.closest('form[data-uploading]');
    /* 불러오기 swaps the whole block, and a picture on its way up would be lost with it. */
    var whole = form && (e.target === form || e.target.matches('[data-look-up]'));
    if (whole && Number(form.dataset.uploading) > 0) e.preventDefault();
  });
  doc.addEventListener('htmx:afterSwap', function (e) {
    var target = e.detail.target;
    if (target && target.id === 'blocks') {
      renumber();
      var last = target.lastElementChild, first = last && last.querySelector('input.form-control');
      if (first) first.focus();
      changed();
    } else if (/-(names|body)$/.test(e.target.id || '') || /-(names|body)$/.test((target && target.id) || '')) {
      /* Filled by the machine is a change too: the draft must hold it. */
      var names = doc.getElementById((target || e.target).id), input = names && names.querySelector('input');
      if (input) input.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
  doc.addEventListener('htmx:afterSettle', fits);
  doc.addEventListener('close', function (e) {
    var place = doc.getElementById('dialog-place');
    if (place && e.target.parentNode === place) place.textContent = '';
  }, true);
  if (blocks()) renumber();
  fits();
})();
