/* 출고신청 and 입고신청: cards and lines are put in and taken out here; the server judges everything. */
(function () {
  'use strict';
  var doc = document, form = doc.getElementById('request-form');
  if (!form) return;
  function all(selector, within) { return Array.prototype.slice.call((within || doc).querySelectorAll(selector)); }
  function near(event, selector) { return event.target.closest ? event.target.closest(selector) : null; }
  function fire(input, type) { input.dispatchEvent(new Event(type, { bubbles: true })); }
  function asked(line) {
    var text = line.querySelector('.stepper input').value.replace(/[,\s]/g, '').replace(/[０-９]/g, function (c) {
      return String.fromCharCode(c.charCodeAt(0) - 0xFEE0);
    });
    return /^[0-9]{1,7}$/.test(text) ? parseInt(text, 10) : 0;
  }
  function say(name, n) { all('[data-total-' + name + ']').forEach(function (x) { x.textContent = n.toLocaleString('en-US'); }); }
  function csrf() { return form.querySelector('[name=csrfmiddlewaretoken]').value; }
  function field(card, name) { return card.querySelector('[name="' + card.dataset.card + '-' + name + '"]'); }
  function json(address, options) {
    return fetch(address, Object.assign({ credentials: 'same-origin', headers: { 'HX-Request': 'true' } }, options))
      .then(function (r) { if (!r.ok) throw new Error(r.status); return r.json(); });
  }

  /* Numbers #1, #2 …, totals, and what is left of each product after what the other lines ask for. */
  function count() {
    var cards = all('[data-card]', form), lines = all('[data-line]', form), sums = {}, pieces = 0, products = 0;
    cards.forEach(function (card, i) {
      var no = '#' + (i + 1), tick = card.querySelector('[data-card-tick]');
      card.querySelector('[data-no]').textContent = no;
      tick.setAttribute('aria-label', tick.dataset.cardTick.replace('{no}', no));
    });
    lines.forEach(function (line) {
      var product = line.dataset.product, n = asked(line);
      if (!(product in sums)) { sums[product] = 0; products += 1; }
      sums[product] += n; pieces += n;
    });
    lines.forEach(function (line) {
      var place = line.querySelector('[data-left]');
      if (!place) return;
      var n = asked(line), left = Math.max(0, Number(line.dataset.available) - sums[line.dataset.product] + n);
      var input = line.querySelector('.stepper input'), over = n > left;
      input.dataset.max = left;
      place.querySelector('[data-left-n]').textContent = left.toLocaleString('en-US');
      place.classList.toggle('over', over);
      if (over) input.setAttribute('aria-invalid', 'true');
      else if (!line.querySelector('.err')) input.removeAttribute('aria-invalid');
      place.querySelector('[data-over]').textContent = over ? form.dataset.exceeded.replace('{n}', left.toLocaleString('en-US')) : '';
    });
    say('cards', cards.length); say('lines', lines.length); say('pieces', pieces); say('products', products);
    ['milkrun', 'parcel'].forEach(function (m) {
      say(m, cards.filter(function (c) { return c.dataset.method === m; }).length);
    });
    all('[data-no-lines]').forEach(function (x) { x.hidden = lines.length + cards.length > 0; });
    all('[data-has-lines]').forEach(function (x) { x.hidden = !lines.length; });
    countTicks();
  }
  function countTicks() {
    var boxes = all('[data-card-tick]', form), ticked = boxes.filter(function (b) { return b.checked; });
    all('[data-cards-remove]').forEach(function (b) { b.disabled = !ticked.length; });
    all('[data-cards-tick]').forEach(function (b) {
      b.checked = boxes.length > 0 && ticked.length === boxes.length;
      b.indeterminate = ticked.length > 0 && ticked.length < boxes.length;
    });
  }
  function changed() { count(); fire(form.elements[0], 'change'); }

  /* Taking out can be undone until the next change of this kind. */
  function takeOut(nodes, name) {
    var places = nodes.map(function (node) { return { node: node, parent: node.parentNode, next: node.nextSibling }; });
    all('.undo').forEach(function (x) { x.remove(); });
    nodes.forEach(function (node) { node.remove(); });
    var bar = doc.createElement('div'), words = doc.createElement('span'), button = doc.createElement('button');
    bar.className = 'note undo'; bar.setAttribute('role', 'status');
    words.textContent = name + ' — ' + form.dataset.undo;
    button.type = 'button'; button.className = 'btn btn-line btn-sm'; button.textContent = form.dataset.undoButton;
    button.addEventListener('click', function () {
      places.reverse().forEach(function (p) { p.parent.insertBefore(p.node, p.next && p.next.parentNode === p.parent ? p.next : null); });
      bar.remove(); changed();
      var first = nodes[0].querySelector('.stepper input'); if (first) first.focus();
    });
    bar.appendChild(words); bar.appendChild(button);
    form.parentNode.insertBefore(bar, form);
    button.focus({ preventScroll: true });
    changed();
  }

  function setMethod(card, method) {
    card.dataset.method = method;
    soft(field(card, 'po_no'));
    count();
  }

  /* Soft warnings: they never keep anybody from sending. */
  function hint(input, words) {
    var place = doc.getElementById(input.id + '-soft');
    if (place) { place.textContent = words; place.hidden = !words; }
  }
  function soft(input) {
    if (!input || !input.dataset.softPattern) return;
    var card = input.closest('[data-card]'), text = input.value.trim();
    var odd = text && card.dataset.method === 'milkrun' && !new RegExp('^(?:' + input.dataset.softPattern + ')$').test(text);
    hint(input, odd ? input.dataset.softWords : '');
  }
  function askRegion(input) {
    var card = input.closest('[data-card]'), select = field(card, 'region'), text = input.value.trim();
    if (!/^[0-9０-９]{5}$/.test(text)) { hint(input, ''); return; }
    json(input.dataset.postcode + '?postcode=' + encodeURIComponent(text)).then(function (answer) {
      if (input.value.trim() !== text || !answer.region) { hint(input, ''); return; }
      if (!select.value) { select.value = answer.region; fire(select, 'change'); }
      hint(input, select.value === answer.region ? '' : input.dataset.softWords.replace('{region}', answer.region));
    }).catch(function () { /* only a help */ });
  }
  function fillFromCentre(select) {
    if (!select.value) return;
    var card = select.closest('[data-card]'), chosen = select.value;
    json(select.dataset.centre + '?code=' + encodeURIComponent(chosen)).then(function (answer) {
      if (select.value !== chosen) return;
      Object.keys(answer).forEach(function (name) {
        var input = field(card, name);
        if (input) { input.value = answer[name]; fire(input, 'input'); }
      });
      hint(field(card, 'postcode'), '');
    }).catch(function () { /* the fields stay as they are */ });
  }
  function takeAddress(button) {
    var dialog = button.closest('dialog'), card = doc.querySelector('[data-card="' + dialog.dataset.addressCard + '"]');
    var from = button.dataset, values = { region: from.region, city: from.city, address: from.line, postcode: from.postcode };
    dialog.close(); dialog.remove();
    if (!card) return;
    Object.keys(values).forEach(function (name) {
      var input = field(card, name);
      input.value = values[name]; fire(input, 'input'); fire(input, 'change');
    });
    var line = field(card, 'address');
    /* The flat's number comes after it. */
    line.focus(); line.setSelectionRange(line.value.length, line.value.length);
  }
  function makeNumber(button) {
    var card = button.closest('[data-card]');
    json(button.dataset.poNumber, { method: 'POST', headers: { 'HX-Request': 'true', 'X-CSRFToken': csrf() } })
      .then(function (answer) {
        var input = field(card, 'po_no');
        input.value = answer.po_no; fire(input, 'input'); fire(input, 'change'); input.focus();
      }).catch(function () { doc.dispatchEvent(new CustomEvent('htmx:sendError')); });
  }

  /* 출고가능수량 is asked for again when the person comes back to the page. */
  var lastAsked = Date.now();
  function refresh() {
    var lines = all('[data-line][data-available]', form);
    if (!form.dataset.availability || !lines.length || doc.hidden || Date.now() - lastAsked < 5000) return;
    lastAsked = Date.now();
    var ids = {};
    lines.forEach(function (line) { ids[line.dataset.product] = 1; });
    json(form.dataset.availability + '?' + Object.keys(ids).map(function (id) { return 'ids=' + encodeURIComponent(id); }).join('&'))
      .then(function (answer) {
        all('[data-line][data-available]', form).forEach(function (line) {
          var n = answer.available[line.dataset.product];
          if (n !== undefined) line.dataset.available = n;
        });
        count();
      }).catch(function () { /* the next return tries again */ });
  }
  doc.addEventListener('visibilitychange', refresh);
  window.addEventListener('focus', refresh);
  setInterval(refresh, 30000);

  /* The popup. */
  function countChosen() {
    var dialog = doc.getElementById('picker-dialog');
    if (!dialog) return;
    var n = all('[name=ids]', dialog).filter(function (x) { return x.type === 'hidden' || x.checked; }).length;
    all('[data-chosen]', dialog).forEach(function (x) { x.textContent = n; });
    all('[data-picker-add]', dialog).forEach(function (b) { b.disabled = !n; });
  }
  /* The list comes back with the ticks it was asked with: what was ticked meanwhile is done again. */
  var sent = [], meanwhile = [];
  function chosen() {
    return all('#picker-form [name=ids]').filter(function (x) { return x.type === 'hidden' || x.checked; })
      .map(function (x) { return x.value; });
  }
  function choose(id, wanted) {
    var box = doc.getElementById('pick-' + id), kept = doc.querySelector('#picker-list [type=hidden][value="' + id + '"]');
    if (box) { box.checked = wanted; box.dispatchEvent(new Event('change', { bubbles: true })); }
    else if (kept && !wanted) kept.remove();
    else if (!kept && wanted) {
      kept = doc.createElement('input'); kept.type = 'hidden'; kept.name = 'ids'; kept.value = id;
      doc.getElementById('picker-list').appendChild(kept);
    }
  }
  doc.addEventListener('htmx:beforeRequest', function (e) {
    if (e.detail.target.id === 'picker-list') { sent = chosen(); meanwhile = []; }
  });
  doc.addEventListener('htmx:beforeSwap', function (e) {
    if (e.detail.target.id !== 'picker-list') return;
    var now = chosen();
    meanwhile = now.concat(sent).filter(function (id) { return now.indexOf(id) < 0 || sent.indexOf(id) < 0; })
      .map(function (id) { return [id, now.indexOf(id) >= 0]; });
  });

  function dropRepeated(target) {
    /* A product stands once in an order: its line is shown instead of a second one. */
    var seen = {}, first = null;
    if (target.tagName !== 'TBODY') return null;
    all('[data-line]', target).forEach(function (line) {
      var product = line.dataset.product;
      if (seen[product]) { line.remove(); first = first || seen[product]; } else seen[product] = line;
    });
    return first;
  }
  doc.addEventListener('htmx:afterSettle', function (e) {
    if (e.target.id === 'picker-list' || e.target.id === 'picker') {
      var q = doc.getElementById('picker-q');
      if (e.target.id === 'picker-list') meanwhile.splice(0).forEach(function (one) { choose(one[0], one[1]); });
      countChosen();
      if (q && (doc.activeElement === q || e.target.id === 'picker')) { q.focus(); q.select(); }
    }
  });
  doc.addEventListener('htmx:afterRequest', function (e) {
    var button = e.detail.elt;
    if (!button || !button.matches || !e.detail.successful) return;
    if (button.matches('[data-import]')) {
      button.closest('dialog').close(); button.reset();
      doc.getElementById('import-problem').textContent = '';
      all('[data-card]', form).forEach(function (card) { soft(field(card, 'po_no')); });
      changed();
      return;
    }
    if (button.matches('[data-card-copy]')) {
      var copy = button.closest('[data-card]').nextElementSibling;
      changed();
      if (copy) field(copy, 'order_no').focus();
      return;
    }
    if (!button.matches('[data-picker-add]')) return;
    var target = e.detail.target, dialog = doc.getElementById('picker-dialog'), before = dropRepeated(target);
    if (dialog) { dialog.close(); dialog.remove(); }
    changed();
    if (before) doc.dispatchEvent(new CustomEvent('showToast', { detail: { text: form.dataset.again } }));
    var fresh = before || all('[data-line]', target)[target.dataset.had ? Number(target.dataset.had) : 0];
    delete target.dataset.had;
    if (fresh) { var input = fresh.querySelector('.stepper input'); input.focus(); input.select(); }
  });
  doc.addEventListener('htmx:beforeRequest', function (e) {
    var button = e.detail.elt;
    if (button && button.matches && button.matches('[data-picker-add]')) {
      e.detail.target.dataset.had = all('[data-line]', e.detail.target).length;
    }
  });

  doc.addEventListener('click', function (e) {
    var b;
    if ((b = near(e, '[data-card-remove]'))) {
      var card = b.closest('[data-card]');
      takeOut([card], card.querySelector('[data-no]').textContent);
    } else if ((b = near(e, '[data-cards-remove]'))) {
      var ticked = all('[data-card-tick]', form).filter(function (x) { return x.checked; })
        .map(function (x) { return x.closest('[data-card]'); });
      if (ticked.length) takeOut(ticked, ticked.map(function (c) { return c.querySelector('[data-no]').textContent; }).join(', '));
    } else if ((b = near(e, '[data-line-remove]'))) {
      var line = b.closest('[data-line]'), name = line.querySelector('.pname');
      takeOut([line], name ? name.textContent : '');
    } else if ((b = near(e, '[data-address]'))) takeAddress(b);
    else if ((b = near(e, '[data-po-number]'))) makeNumber(b);
    else if (near(e, '[data-picker-reset]')) {
      var q = doc.getElementById('picker-q'); q.value = ''; q.form.elements.field.value = '';
    }
  });
  doc.addEventListener('change', function (e) {
    var t = e.target, card = t.closest && t.closest('[data-card]');
    if (t.name === 'ids' || t.matches('[data-tick-all]')) { setTimeout(countChosen, 0); return; }
    if (t.matches('[data-cards-tick]')) { all('[data-card-tick]', form).forEach(function (x) { x.checked = t.checked; }); countTicks(); return; }
    if (t.matches('[data-card-tick]')) { countTicks(); return; }
    if (!card) return;
    if (t.type === 'radio') setMethod(card, t.value);
    else if (t.matches('[data-centre]')) fillFromCentre(t);
    else if (t.matches('[data-soft-pattern]')) soft(t);
    else if (t.name === card.dataset.card + '-region') askRegion(field(card, 'postcode'));
  });
  doc.addEventListener('input', function (e) {
    var t = e.target;
    if (t.closest('.stepper')) count();
    else if (t.matches('[data-postcode]')) askRegion(t);
  });

  /* A draft or a refused form comes back with its warnings. */
  all('[data-card]', form).forEach(function (card) { soft(field(card, 'po_no')); });
  count();
})();
