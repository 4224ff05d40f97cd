/* Behaviour of every page. No page needs it for reading; state that matters is the server's. */
(function () {
  'use strict';
  var doc = document, root = doc.documentElement, body = doc.body;
  function on(type, handler, capture) { doc.addEventListener(type, handler, capture || false); }
  function all(selector, within) { return Array.prototype.slice.call((within || doc).querySelectorAll(selector)); }
  function near(event, selector) { return event.target.closest ? event.target.closest(selector) : null; }
  function keep(key, value) { try { localStorage.setItem(key, value); } catch (e) { /* private mode */ } }

  /* side menu */
  var opener = null;
  function sideOpen(open) {
    root.classList.toggle('side-open', open);
    all('.side-veil').forEach(function (v) { v.hidden = !open; });
    all('[data-side-open]').forEach(function (b) { b.setAttribute('aria-expanded', open); });
    var frame = doc.querySelector('.frame');
    if (frame) frame.inert = open;
    if (open) { opener = doc.activeElement; (doc.querySelector('.side-close') || doc.getElementById('side')).focus(); }
    else if (opener) { opener.focus(); opener = null; }
  }
  function sideMin(min) {
    if (min) root.setAttribute('data-side', 'min'); else root.removeAttribute('data-side');
    all('[data-side-toggle]').forEach(function (b) {
      b.setAttribute('aria-expanded', !min);
      b.setAttribute('aria-label', min ? b.dataset.labelOpen : b.dataset.labelClose);
    });
  }

  /* small menus */
  function closePops(except) {
    all('[data-pop][aria-expanded=true]').forEach(function (b) {
      if (b === except) return;
      b.setAttribute('aria-expanded', 'false');
      doc.getElementById(b.getAttribute('aria-controls')).hidden = true;
    });
  }
  function togglePop(button) {
    var target = doc.getElementById(button.getAttribute('aria-controls')), open = target.hidden;
    target.hidden = !open;
    button.setAttribute('aria-expanded', open);
    if (open) { var first = target.querySelector('[role=menuitem]'); if (first) first.focus(); }
  }

  /* toasts */
  function armToast(toast) {
    var bad = /error|bad/.test(toast.className), x = doc.createElement('button');
    x.type = 'button'; x.textContent = '✕'; x.setAttribute('aria-label', body.dataset.close || '');
    x.addEventListener('click', function () { toast.remove(); });
    toast.appendChild(x);
    if (!bad) setTimeout(function () { toast.remove(); }, 5000);
  }
  function toast(text, tone) {
    var place = doc.getElementById('toasts');
    if (!place) return;
    var t = doc.createElement('div'), s = doc.createElement('span');
    t.className = 'toast-r ' + (tone || ''); s.textContent = text;
    t.appendChild(s); place.appendChild(t); armToast(t);
  }

  /* ticked rows */
  function countTicks(list) {
    var boxes = all('tbody input[name=ids]', list), ticked = boxes.filter(function (b) { return b.checked; });
    boxes.forEach(function (b) { b.closest('tr').classList.toggle('sel', b.checked); });
    all('[data-tick-all]', list).forEach(function (head) {
      head.checked = boxes.length > 0 && ticked.length === boxes.length;
      head.indeterminate = ticked.length > 0 && ticked.length < boxes.length;
    });
    all('.bulk', list).forEach(function (bar) { bar.classList.toggle('on', ticked.length > 0); });
    all('[data-count]', list).forEach(function (n) { n.textContent = ticked.length; });
    all('[data-needs-ticks]').forEach(function (b) { b.disabled = !ticked.length; });
    return ticked;
  }
  function lists() { return all('.list, [data-ticks]'); }

  /* steppers */
  function step(button) {
    var input = button.parentNode.querySelector('input'), max = parseInt(input.dataset.max, 10);
    var value = (parseInt(input.value.replace(/,/g, ''), 10) || 0) + Number(button.dataset.step);
    input.value = Math.max(1, isNaN(max) ? value : Math.min(Math.max(max, 1), value));
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  /* unsaved changes */
  function changed() { return doc.querySelector('form[data-guard][data-dirty]'); }
  function askToLeave(go) {
    var template = doc.getElementById('tpl-leave');
    if (!template) { go(); return; }
    var dialog = template.content.firstElementChild.cloneNode(true);
    body.appendChild(dialog);
    dialog.addEventListener('close', function () {
      var leave = dialog.returnValue === 'leave';
      dialog.remove();
      if (leave) { all('form[data-dirty]').forEach(function (f) { delete f.dataset.dirty; }); go(); }
    });
    dialog.showModal();
  }
  window.addEventListener('beforeunload', function (e) { if (changed()) { e.preventDefault(); e.returnValue = ''; } });

  /* a chosen picture */
  function preview(input) {
    var img = doc.getElementById(input.dataset.preview), file = input.files && input.files[0];
    if (!img) return;
    if (img.src) URL.revokeObjectURL(img.src);
    img.hidden = !file || !/^image\//.test(file.type);
    if (!img.hidden) img.src = URL.createObjectURL(file); else img.removeAttribute('src');
  }

  /* A chosen file goes up at once; the form keeps its id in a hidden input of data-field's name.
     <input type=file data-upload="/files/" data-kind="product_image" data-field="p0-image" data-csrf="..."
            data-chips="id of the place for chips">, with `multiple` for several. */
  function fileNote(input, text) {
    var note = doc.getElementById(input.id + '-note');
    if (note) { note.textContent = text || ''; note.hidden = !text; }
    if (text) input.setAttribute('aria-invalid', 'true'); else input.removeAttribute('aria-invalid');
  }
  function chip(input, file) {
    var c = doc.createElement('span'), name = doc.createElement('a'), x = doc.createElement('button'), h = doc.createElement('input');
    c.className = 'filechip'; c.dataset.chip = '';
    if (file.thumbnail) {
      var img = doc.createElement('img');
      img.src = file.thumbnail; img.alt = ''; img.width = 40; img.height = 40; c.appendChild(img);
    }
    name.href = file.url; name.target = '_blank'; name.rel = 'noopener'; name.textContent = file.name + ' (' + file.size + ')';
    h.type = 'hidden'; h.name = input.dataset.field; h.value = file.id;
    x.type = 'button'; x.textContent = '✕'; x.className = 'btn btn-bare btn-sm'; x.dataset.chipRemove = '';
    x.setAttribute('aria-label', (body.dataset.remove || '') + ': ' + file.name);
    c.appendChild(name); c.appendChild(h); c.appendChild(x);
    return c;
  }
  /* Forms that were sent while files went up, with the button: they go when the files are there. */
  var pressed = new WeakMap();
  function upload(input) {
    var place = doc.getElementById(input.dataset.chips), form = input.form, files = Array.prototype.slice.call(input.files || []);
    if (!files.length || !place) return;
    var waiting = files.length;
    fileNote(input, '');
    form.dataset.uploading = (Number(form.dataset.uploading) || 0) + waiting;
    input.setAttribute('aria-busy', 'true');
    files.forEach(function (file) {
      var data = new FormData();
      data.append('kind', input.dataset.kind); data.append('file', file);
      fetch(input.dataset.upload, { method: 'POST', body: data, headers: { 'X-CSRFToken': input.dataset.csrf }, credentials: 'same-origin' })
        .then(function (r) { return r.json().catch(function () { return { error: body.dataset.failed }; }); })
        .catch(function () { return { error: body.dataset.failed }; })
        .then(function (answer) {
          if (answer.id) {
            if (!input.multiple) place.textContent = '';
            place.appendChild(chip(input, answer));
            input.dispatchEvent(new CustomEvent('uploaded', { bubbles: true, detail: answer }));
            touch(form);
          } else { fileNote(input, file.name + ': ' + (answer.error || body.dataset.failed)); pressed.delete(form); }
          form.dataset.uploading = Number(form.dataset.uploading) - 1;
          if (!--waiting) { input.removeAttribute('aria-busy'); input.value = ''; }
          if (form.dataset.uploading === '0' && pressed.has(form)) {
            var button = pressed.get(form);
            pressed.delete(form);
            if (form.isConnected && !form.closest('dialog:not([open])')) form.requestSubmit(button && button.form === form ? button : undefined);
          }
        });
    });
  }

  /* Drafts: form[data-draft=address] is kept two seconds after the last change. */
  var draftTimers = new WeakMap();
  function keepDraft(form) {
    if (form.dataset.sent) return;
    var data = new FormData(form);
    all('input[type=file]', form).forEach(function (f) { if (f.name) data.delete(f.name); });
    fetch(form.dataset.draft, { method: 'POST', body: data, credentials: 'same-origin', headers: { 'HX-Request': 'true' } })
      .then(function (r) { return r.json(); })
      .then(function (answer) {
        var status = doc.querySelector('[data-draft-status]'), said = answer.text || answer.error;
        if (status && said) status.textContent = said;
        if (answer.text) delete form.dataset.dirty;
      }).catch(function () { /* the next change tries again */ });
  }
  /* Who presses 임시저장 may leave at once. */
  function draftNow(form) { clearTimeout(draftTimers.get(form)); keepDraft(form); }
  function touch(form) {
    if (!form) return;
    if (form.hasAttribute('data-guard')) form.dataset.dirty = '1';
    if (!form.hasAttribute('data-draft')) return;
    clearTimeout(draftTimers.get(form));
    draftTimers.set(form, setTimeout(function () { keepDraft(form); }, 2000));
  }

  on('click', function (e) {
    var b, link;
    if ((b = near(e, '[data-chip-remove]'))) { var form = b.form; b.closest('[data-chip]').remove(); touch(form); return; }
    if (near(e, '[data-draft-now]')) { draftNow(doc.querySelector('form[data-draft]')); return; }
    if ((b = near(e, '[data-pop]'))) { closePops(b); togglePop(b); return; }
    if (!near(e, '.pop-body')) closePops();
    if (near(e, '[data-theme-toggle]')) {
      var theme = root.getAttribute('data-bs-theme') === 'dark' ? 'light' : 'dark';
      root.setAttribute('data-bs-theme', theme); keep('theme', theme);
    } else if (near(e, '[data-side-toggle]')) {
      var min = root.getAttribute('data-side') !== 'min';
      sideMin(min); keep('side', min ? 'min' : 'full');
    } else if (near(e, '[data-side-open]')) sideOpen(true);
    else if (near(e, '[data-side-close]')) sideOpen(false);
    else if ((b = near(e, '[data-dialog]'))) {
      var d = doc.getElementById(b.dataset.dialog);
      if (d && !d.open) { e.preventDefault(); show(d); }
    } else if ((b = near(e, '[data-dialog-close]'))) b.closest('dialog').close();
    else if ((b = near(e, '.stepper [data-step]'))) step(b);
    else if ((b = near(e, '[data-reveal]'))) {
      var secret = doc.getElementById(b.dataset.reveal), shown = secret.type === 'text';
      secret.type = shown ? 'password' : 'text'; b.setAttribute('aria-pressed', !shown);
    } else if ((b = near(e, '[data-untick]'))) {
      var list = b.closest('.list, [data-ticks]');
      all('input[name=ids]', list).forEach(function (x) { x.checked = false; }); countTicks(list);
    } else if ((b = near(e, '[data-move]'))) {
      var row = b.closest('li'), up = b.dataset.move === 'up', beside = up ? row.previousElementSibling : row.nextElementSibling;
      if (beside) { row.parentNode.insertBefore(up ? row : beside, up ? beside : row); b.focus(); }
    } else if ((b = near(e, '[data-copy]'))) {
      var source = document.getElementById(b.dataset.copy), label = b.querySelector('span');
      source.focus(); source.select();
      // Without a secure address there is no clipboard: what is selected is copied as by hand.
      if (navigator.clipboard) navigator.clipboard.writeText(source.value); else document.execCommand('copy');
      label.textContent = b.dataset.copied;
    } else if ((b = near(e, '#list-search .presets a')) && e.button === 0 && !e.ctrlKey && !e.metaKey) {
      e.preventDefault(); askForPeriod(b);
    } else if ((b = near(e, '[data-confirm]')) && !window.confirm(b.dataset.confirm)) e.preventDefault();
    link = near(e, 'a[href]');
    if (link && !e.defaultPrevented && changed() && !link.target && e.button === 0 && !e.ctrlKey && !e.metaKey
        && link.getAttribute('href').charAt(0) !== '#' && !link.hasAttribute('hx-get')) {
      e.preventDefault();
      askToLeave(function () { location.href = link.href; });
    }
  });

  on('change', function (e) {
    var t = e.target, list;
    if (t.matches('[data-keys-single]')) {
      root.setAttribute('data-keys', t.checked ? 'on' : 'off'); keep('keys', t.checked ? 'on' : 'off');
    }
    if (t.matches('[data-tick-all]')) {
      list = t.closest('.list, [data-ticks]');
      all('tbody input[name=ids]', list).forEach(function (x) { x.checked = t.checked; }); countTicks(list);
    } else if (t.name === 'ids' && (list = t.closest('.list, [data-ticks]'))) countTicks(list);
    if (t.matches('input[type=file][data-preview]')) preview(t);
    if (t.matches('input[type=file][data-upload]')) { upload(t); return; }
    touch(t.form);
  });
  on('input', function (e) { touch(e.target.form); });

  /* A button of a period asks for it beside all that the form says by now; its address is older. */
  function askForPeriod(link) {
    var form = link.closest('form'), asked = new URL(link.href).searchParams;
    form.elements.from.value = asked.get('from') || ''; form.elements.to.value = asked.get('to') || '';
    form.requestSubmit();
  }
  function markPeriod(form) {
    all('.presets a', form).forEach(function (link) {
      var asked = new URL(link.href).searchParams;
      var current = form.elements.from.value === (asked.get('from') || '') && form.elements.to.value === (asked.get('to') || '');
      link.classList.toggle('active', current);
      if (current) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
    });
  }

  /* A form that posts does so once; a file download carries the ticked rows. */
  on('submit', function (e) {
    var form = e.target, button = e.submitter;
    if (form.id === 'list-search') markPeriod(form);
    if (form.hasAttribute('data-export')) {
      all('input[name=ids]', form).forEach(function (x) { x.remove(); });
      all('#list tbody input[name=ids]:checked').forEach(function (x) {
        var h = doc.createElement('input');
        h.type = 'hidden'; h.name = 'ids'; h.value = x.value; form.appendChild(h);
      });
      return;
    }
    var method = (button && button.getAttribute('formmethod')) || form.getAttribute('method') || 'get';
    if (method.toLowerCase() !== 'post') return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    if (Number(form.dataset.uploading) > 0) { e.preventDefault(); pressed.set(form, button); return; }
    delete form.dataset.dirty;
    form.dataset.sent = '1';
    if (!button || form.hasAttribute('hx-post')) return;
    /* After the browser has read the form: a disabled button would not be sent. */
    setTimeout(function () {
      button.dataset.words = button.textContent; button.disabled = true; button.setAttribute('aria-busy', 'true');
      if (button.hasAttribute('data-once') || form.hasAttribute('data-once')) button.textContent = body.dataset.working || button.textContent;
    }, 0);
  });
  function release() {
    all('form[data-sent]').forEach(function (f) { delete f.dataset.sent; });
    all('button[aria-busy=true]').forEach(function (b) {
      b.disabled = false; b.removeAttribute('aria-busy');
      if (b.dataset.words && b.textContent !== b.dataset.words) location.reload();
    });
  }
  /* Back from the browser's memory: the page is as it was left, its buttons must work again. */
  window.addEventListener('pageshow', function (e) { if (e.persisted) release(); });

  on('keydown', function (e) {
    var t, command = e.ctrlKey || e.metaKey;
    /* By its place, since ㄴ is on it too; and while a syllable is put together, or the browser would save the page. */
    if (command && !e.altKey && !e.shiftKey && e.code === 'KeyS' && (t = doc.querySelector('form[data-draft]'))) {
      e.preventDefault();
      if (!e.repeat) draftNow(t);
      return;
    }
    if (e.isComposing) return;
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(doc.activeElement.tagName), open = doc.querySelector('dialog[open]');
    /* Who speaks to the machine, or hits keys by mistake, can turn off those of one sign. */
    var single = !typing && !open && !command && !e.altKey && root.getAttribute('data-keys') !== 'off';
    if (e.key === 'Escape') {
      /* The browser would only empty a search box; in a popup Esc closes the popup. */
      if (open && e.target.type === 'search') { e.preventDefault(); open.close(); return; }
      if (!open && root.classList.contains('side-open')) sideOpen(false);
      var pop = doc.querySelector('[data-pop][aria-expanded=true]');
      if (pop) { closePops(); pop.focus(); }
    } else if (e.key === '?' && single && (t = doc.getElementById('keys-help'))) {
      e.preventDefault(); show(t);
    } else if (e.key === '/' && single && (t = doc.getElementById('global-search'))) {
      e.preventDefault(); t.focus(); t.select();
    } else if (e.altKey && !e.ctrlKey && e.code === 'KeyN' && (t = (open || doc).querySelector('[data-key=new]'))) {
      e.preventDefault(); t.click();
    } else if (e.key === 'Enter' && command) {
      var form = (doc.activeElement && doc.activeElement.form) || (open || doc).querySelector('form[data-submit]');
      if (form && form.method === 'post') { e.preventDefault(); form.requestSubmit(form.querySelector('.btn-primary[type=submit]') || undefined); }
    } else if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && (t = near(e, '[role=menu]'))) {
      var items = all('[role=menuitem]', t), i = items.indexOf(doc.activeElement) + (e.key === 'ArrowDown' ? 1 : -1);
      e.preventDefault(); items[(i + items.length) % items.length].focus();
    }
  });

  /* A popup begins at its first field and not at its ✕; on a touch screen that would raise the keyboard. */
  function show(dialog) {
    /* 단축키 names the keys that do something on this page. */
    all('[data-needs]', dialog).forEach(function (row) { row.hidden = !doc.querySelector(row.dataset.needs); });
    dialog.showModal();
    if (dialog.querySelector('[autofocus]') || window.matchMedia('(pointer: coarse)').matches) return;
    var first = dialog.querySelector('.dlg-b :is(input:not([type=hidden]), select, textarea):enabled:not([readonly])');
    if (first) first.focus();
  }

  /* A button that rests while it asks loses the focus with it, and gets it back. */
  var asking = null;
  on('htmx:beforeRequest', function (e) { asking = e.target === doc.activeElement ? e.target : null; });
  on('htmx:afterRequest', function (e) {
    if (asking && asking === e.detail.elt && asking.isConnected && doc.activeElement === body) asking.focus();
  });

  /* What is done to a page, and again to every piece htmx puts in. */
  function arm(within) {
    all('dialog[data-open]', within).forEach(function (d) { if (!d.open) show(d); });
    all('[data-toast]', within).forEach(function (t) { if (!t.dataset.armed) { t.dataset.armed = '1'; armToast(t); } });
    lists().forEach(countTicks);
    var summary = within.querySelector('[data-error-summary]');
    if (summary) summary.focus();
  }
  on('htmx:afterSettle', function (e) {
    var list = doc.getElementById('list'), status = doc.getElementById('list-status');
    var jobs = doc.getElementById('jobs'), said = doc.getElementById('jobs-status');
    arm(e.target.isConnected === false ? doc : e.target);
    /* Asked for every two seconds, told only when it is something else. */
    if (jobs && said && said.textContent !== jobs.dataset.announce) said.textContent = jobs.dataset.announce;
    all('#problem').forEach(function (p) { if (e.target !== p && e.target.id === 'list') p.textContent = ''; });
    if (!list || e.target.id !== 'list') return;
    if (status) status.textContent = list.dataset.announce;
    /* The search panel stays: it must send the tab, order and size that the list now has. */
    var search = doc.getElementById('list-search');
    if (search) ['tab', 'sort', 'size'].forEach(function (name) {
      var input = search.querySelector('[data-state=' + name + ']');
      if (!input) {
        input = doc.createElement('input'); input.type = 'hidden'; input.name = name; input.dataset.state = name;
        search.appendChild(input);
      }
      input.value = list.dataset[name] || ''; input.disabled = !input.value;
    });
    if (list.getBoundingClientRect().top < 0) list.scrollIntoView();
  });
  on('htmx:afterRequest', release);
  on('htmx:sendError', function (e) { if (!e.target.closest('[data-quiet]')) toast(body.dataset.failed || '', 'bad'); });
  on('showToast', function (e) { if (e.detail) toast(e.detail.text || e.detail.value, e.detail.tone); });

  sideMin(root.getAttribute('data-side') === 'min');
  all('[data-keys-single]').forEach(function (box) { box.checked = root.getAttribute('data-keys') !== 'off'; });
  arm(doc);
})();
