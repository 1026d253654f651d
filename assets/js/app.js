/* 采言 Caiyan: small helps for pages that all work without this file. Each part
   looks for its own attribute (see ../README.md); words come from attributes, so
   they follow the page's language. The page's only script: no wrapper needed. */
'use strict';

const all = (selector, root) => [...(root || document).querySelectorAll(selector)];
const one = selector => document.querySelector(selector);
const byId = id => document.getElementById(id);
const attr = (el, name) => el.getAttribute(name) || '';
const on = (el, type, run) => el.addEventListener(type, run);

function openAround(el) {
  for (; el; el = el.parentElement) {
    if (el.tagName === 'DETAILS') el.open = true;
  }
}
/* forbidden storage: nothing is remembered */
function recall(kind, key, value) {
  try {
    if (value === undefined) return window[kind].getItem(key);
    window[kind].setItem(key, value);
  } catch (e) { return null; }
}

/* unfold fields with an error, then move to the summary */
function errors() {
  var summary = byId('errsum');
  if (!summary) return;
  all('[aria-invalid=true]').forEach(openAround);
  all('a[href^="#"]', summary).forEach(a => {
    on(a, 'click', () => openAround(byId(attr(a, 'href').slice(1))));
  });
  summary.focus();
}

function wideOpen() {
  var wide = matchMedia('(min-width: 60em)').matches;
  all('details[data-wide-open]').forEach(d => (d.open = d.open || wide));
}

/* characters left, after a pause to spare screen readers */
function counters() {
  all('[data-left]').forEach(field => {
    var out = byId(field.id + '-count');
    var max = attr(field, 'maxlength') || attr(field, 'data-max');
    var timer;
    function show() {
      /* rare characters are two units here but one on the server */
      var left = max - field.value.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, '_').length;
      var words = left < 0 && attr(field, 'data-over') || attr(field, 'data-left');
      out.textContent = words.replace('{n}', Math.abs(left));
    }
    if (!out) return;
    on(field, 'input', () => {
      clearTimeout(timer);
      timer = setTimeout(show, 400);
    });
    show();
  });
}

/* select all on the page, light up ticked rows, say how many */
function selection() {
  function refresh() {
    var boxes = all('[data-row] input[type=checkbox]');
    boxes.forEach(box => box.closest('[data-row]').classList.toggle('is-selected', box.checked));
    all('[data-selected]').forEach(out => {
      out.textContent = attr(out, 'data-selected').replace('{n}', boxes.filter(box => box.checked).length);
    });
  }
  on(document, 'change', e => {
    var name = attr(e.target, 'data-selectall');
    if (name) all('[data-row] [name=' + name + ']').forEach(box => (box.checked = e.target.checked));
    else if (!e.target.checked) all('[data-selectall]').forEach(box => (box.checked = false));
    refresh();
  });
  on(window, 'pageshow', refresh);
}

/* an unfinished form stays in this tab only; phone and mail never do */
function keepForms() {
  all('form[data-keep]').forEach(form => {
    var key = 'keep:' + attr(form, 'data-keep');
    var fields = all('textarea[name], input[type=text][name]', form)
      .filter(f => !f.readOnly && !f.hasAttribute('data-nokeep'));
    var kept = JSON.parse(recall('sessionStorage', key) || '{}');
    fields.forEach(f => {
      /* what the server or the browser filled in wins */
      if (!kept[f.name] || f.value !== f.defaultValue) return;
      f.value = kept[f.name];
      openAround(f);
      f.dispatchEvent(new Event('input'));
      all('[data-kept]', form).forEach(note => (note.hidden = false));
    });
    on(form, 'input', () => {
      var now = {};
      fields.forEach(f => {
        if (f.value !== f.defaultValue) now[f.name] = f.value;
      });
      recall('sessionStorage', key, JSON.stringify(now));
    });
    on(form, 'submit', () => recall('sessionStorage', key, '{}'));
  });
}

function copy(text, done) {
  function byHand() {
    var area = document.createElement('textarea');
    area.value = text;
    area.className = 'vh';
    document.body.appendChild(area);
    area.select();
    if (document.execCommand('copy')) done();
    area.remove();
  }
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, byHand);
  else byHand();
}

function buttons() {
  all('button[data-copy]').forEach(b => {
    var said = document.createElement('span');
    said.setAttribute('role', 'status');
    b.after(said);
    b.hidden = false;
    on(b, 'click', () => copy(attr(b, 'data-copy'), () => {
      said.textContent = attr(b, 'data-done');
      b.focus();
    }));
  });
  all('button[data-print]').forEach(b => {
    b.hidden = false;
    on(b, 'click', () => window.print());
  });
}

/* photos over 1600 px or 1 MB shrink for weak networks; on trouble they stay */
function shrink(file) {
  function scaled(bitmap) {
    var k = Math.min(1, 1600 / Math.max(bitmap.width, bitmap.height));
    var canvas = document.createElement('canvas');
    var pen = canvas.getContext('2d');
    if (k === 1 && file.size <= 1048576) return file;
    canvas.width = bitmap.width * k;
    canvas.height = bitmap.height * k;
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return new Promise(done => {
      canvas.toBlob(blob => {
        var name = file.name.replace(/\.\w+$/, '') + '.jpg';
        done(blob && blob.size < file.size ? new File([blob], name, { type: 'image/jpeg' }) : file);
      }, 'image/jpeg', 0.85);
    });
  }
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  /* older kernels refuse the option and turn the picture by themselves */
  return createImageBitmap(file, { imageOrientation: 'from-image' })
    .catch(() => createImageBitmap(file))
    .then(scaled)
    .catch(() => file);
}

function photos() {
  if (!window.createImageBitmap || !window.DataTransfer) return;
  all('[data-shrink]').forEach(input => {
    var ours;
    on(input, 'change', () => {
      var chosen = input.files;
      if (chosen === ours) return;
      Promise.all([...chosen].map(shrink)).then(files => {
        var box = new DataTransfer();
        files.forEach(f => box.items.add(f));
        if (input.files === chosen) input.files = ours = box.files;
      }).catch(() => null);
    });
  });
}

/* by paragraphs: Chrome cuts a text after 15 s */
function readAloud() {
  var synth = window.speechSynthesis;
  var list = all('button[data-read]');
  var voice;
  function pressed(b) {
    synth.cancel();
    list.forEach(x => x.setAttribute('aria-pressed', x === b));
  }
  function read(b) {
    var parts = all('h2, h3, p, li', one(attr(b, 'data-read')))
      .filter(el => el.textContent.trim() && !el.closest('.art-act, .actbar') && !el.querySelector('p, li'));
    pressed(b);
    parts.forEach((el, i) => {
      var u = new SpeechSynthesisUtterance(el.textContent);
      u.voice = voice;
      u.lang = voice.lang;
      u.rate = 0.9;
      if (i === parts.length - 1) u.onend = () => pressed();
      synth.speak(u);
    });
  }
  function show() {
    voice = synth.getVoices().filter(v => /^(zh|cmn)/i.test(v.lang))[0];
    list.forEach(b => (b.hidden = !voice));
  }
  if (!synth || !list.length) return;
  list.forEach(b => {
    on(b, 'click', () => attr(b, 'aria-pressed') === 'true' ? pressed() : read(b));
  });
  on(window, 'pagehide', () => synth.cancel());
  synth.onvoiceschanged = show;
  show();
}

/* desk shortcuts: off while typing, with modifiers, or when switched off */
function shortcuts() {
  var toggle = one('[data-shortcuts-toggle]');
  var isOn = () => recall('localStorage', 'shortcuts') !== 'off';
  function move(step) {
    var rows = all('[data-row]');
    var at = rows.indexOf(one('.is-current'));
    var next = rows[Math.max(0, at + step)] || rows[at];
    var link = next && next.querySelector('[data-open]');
    rows.forEach(r => r.classList.toggle('is-current', r === next));
    if (link) link.focus();
  }
  function find(key) {
    if (key === 'x') return one('.is-current input[type=checkbox]');
    if (key === 'Enter') return one('.is-current [data-open]');
    if (key === '/') return one('[data-search]');
    if (key === '?') return one('#shortcuts > summary');
    return /^[a-z[\]]$/.test(key) && one('[data-key="' + key + '"]');
  }
  if (!document.body.hasAttribute('data-shortcuts')) return;
  if (toggle) {
    toggle.checked = isOn();
    on(toggle, 'change', () => recall('localStorage', 'shortcuts', toggle.checked ? 'on' : 'off'));
  }
  on(document, 'keydown', e => {
    var typing = 'textarea, select, input:not([type=checkbox]):not([type=radio])';
    var el;
    if (!isOn() || e.isComposing || e.ctrlKey || e.altKey || e.metaKey || e.target.matches(typing)) return;
    /* a focused link, button or summary keeps its own Enter */
    if (e.key === 'Enter' && e.target.matches('a, button, summary')) return;
    if (e.key === 'j') move(1);
    if (e.key === 'k') move(-1);
    el = find(e.key);
    if (!el) return;
    e.preventDefault();
    if (e.key === '/') openAround(el);
    if (e.key === '/' || e.key === '?') el.focus();
    if (e.key !== '/') el.click();
  });
}

/* a second press within five seconds sends nothing */
function sendOnce() {
  on(document, 'submit', e => {
    var form = e.target;
    if (attr(form, 'method').toLowerCase() !== 'post') return;
    if (Date.now() - attr(form, 'data-sent') < 5000) e.preventDefault();
    else form.setAttribute('data-sent', Date.now());
  });
}

/* words of the index that begin like the last one typed */
function complete() {
  var field = one('input[data-complete]');
  if (!field) return;
  var list = document.createElement('datalist');
  var timer;
  list.id = field.id + '-words';
  field.after(list);
  field.setAttribute('list', list.id);
  on(field, 'input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      var typed = field.value;
      if (typed.trim().length < 2) return;
      fetch(attr(field, 'data-complete') + '?q=' + encodeURIComponent(typed)).then(r => r.json()).then(found => {
        if (field.value !== typed) return;
        list.replaceChildren(...found[1].map(word => {
          var option = document.createElement('option');
          option.value = word;
          return option;
        }));
      }).catch(() => {});
    }, 200);
  });
}

/* a job page: fetch it again and exchange its [data-poll] part */
function poll() {
  var part = one('[data-poll][id]');
  if (!part) return;
  setTimeout(() => {
    fetch(location.href).then(r => r.text()).then(html => {
      var fresh = new DOMParser().parseFromString(html, 'text/html').getElementById(part.id);
      if (fresh) part.replaceWith(fresh);
    }).then(poll, poll);
  }, attr(part, 'data-poll') * 1000);
}

[errors, wideOpen, counters, selection, keepForms, buttons, photos, readAloud, shortcuts, sendOnce, complete, poll]
  .forEach(part => part());
