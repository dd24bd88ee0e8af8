"use strict";
(() => {
  const at = id => document.getElementById(id);
  const form = at("form"), query = at("query"), file = at("file"), results = at("results"), status = at("status");
  const like = at("like"), subject = at("subject"), about = at("about"), more = at("more"), drop = at("drop");
  const STEP = 60, MOST = 960;
  let asked = null; // what was asked for: {text}, {image} or {id}
  let turn = 0; // so that a late answer does not replace a newer one
  const past = []; // what was asked for; pictures are too large for the browser's history

  const say = (text, wrong) => {
    status.textContent = text;
    status.classList.toggle("wrong", Boolean(wrong));
  };

  const shown = hit => hit.caption || hit.image_path || hit.url || `row ${hit.id}`;

  const cell = hit => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "result";
    button.title = [hit.image_path, hit.url].filter(Boolean).join("\n");
    const frame = document.createElement("span");
    frame.className = "frame";
    if (hit.image) {
      const image = document.createElement("img");
      image.alt = shown(hit);
      image.src = "data:image/jpeg;base64," + hit.image;
      frame.append(image);
    } else {
      const name = document.createElement("span");
      name.textContent = hit.image_path || `row ${hit.id}`;
      frame.append(name);
    }
    const words = document.createElement("span");
    words.className = "words";
    words.dir = "auto";
    words.textContent = shown(hit);
    const score = document.createElement("span");
    score.className = "score";
    score.textContent = hit.similarity.toFixed(3);
    button.append(frame, words, score);
    button.addEventListener("click", () => go({id: hit.id, about: shown(hit), picture: hit.image}));
    return button;
  };

  const search = async count => {
    const mine = ++turn;
    results.classList.add("old");
    say("Searching ...");
    const begin = performance.now();
    try {
      const answer = await fetch("knn-service", {
        method: "POST",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({text: asked.text, image: asked.image, id: asked.id, modality: "image", num_images: count,
          num_result_ids: count}),
      });
      const body = await answer.json();
      if (mine !== turn) {
        return;
      }
      if (!answer.ok) {
        throw new Error(body.error || "The server refused it.");
      }
      const focused = document.activeElement && results.contains(document.activeElement);
      results.replaceChildren(...body.map(cell));
      more.hidden = body.length < count || count >= MOST;
      more.onclick = () => search(Math.min(MOST, count * 2));
      say(body.length ? `${body.length} pictures in ${Math.round(performance.now() - begin)} ms` : "No pictures found.");
      if (focused && results.firstChild) {
        results.firstChild.focus();
      }
    } catch (e) {
      if (mine === turn) {
        results.replaceChildren();
        more.hidden = true;
        say(e instanceof TypeError ? "The server does not answer. Does it still run?" : e.message, true);
      }
    } finally {
      if (mine === turn) {
        results.classList.remove("old");
      }
    }
  };

  const show = wanted => {
    asked = wanted;
    query.value = wanted && wanted.text || "";
    like.hidden = !wanted || wanted.text !== undefined;
    if (wanted && wanted.text === undefined) {
      subject.hidden = !wanted.picture;
      subject.src = wanted.picture ? (wanted.picture.startsWith("blob:") ? "" : "data:image/jpeg;base64,") + wanted.picture : "";
      about.textContent = wanted.about || "";
    }
    if (!wanted) {
      turn++;
      results.replaceChildren();
      more.hidden = true;
      say("");
      return;
    }
    window.scrollTo(0, 0);
    search(STEP);
  };

  const go = wanted => {
    history.pushState(past.push(wanted) - 1, "", wanted.text === undefined ? location.pathname : "?q=" + encodeURIComponent(wanted.text));
    show(wanted);
  };

  const take = picture => {
    const reader = new FileReader();
    reader.onload = () => {
      const image = String(reader.result).replace(/^[^,]*,/, "");
      go({image, about: picture.name || "", picture: URL.createObjectURL(picture)});
    };
    reader.onerror = () => say("The picture cannot be read.", true);
    reader.readAsDataURL(picture);
  };

  form.addEventListener("submit", event => {
    event.preventDefault();
    if (query.value.trim()) {
      go({text: query.value.trim()});
    }
  });
  at("pick").addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    if (file.files.length) {
      take(file.files[0]);
      file.value = "";
    }
  });
  const picture = transfer => [...transfer && transfer.files || []].find(each => each.type.startsWith("image/"));
  document.addEventListener("paste", event => {
    const pasted = picture(event.clipboardData);
    if (pasted) {
      event.preventDefault();
      take(pasted);
    }
  });
  document.addEventListener("dragover", event => {
    event.preventDefault();
    drop.hidden = false;
  });
  document.addEventListener("dragleave", event => {
    if (!event.relatedTarget) {
      drop.hidden = true;
    }
  });
  document.addEventListener("drop", event => {
    event.preventDefault();
    drop.hidden = true;
    const dropped = picture(event.dataTransfer);
    if (dropped) {
      take(dropped);
    } else {
      say("That is no picture, expected an image file.", true);
    }
  });

  const columns = () => getComputedStyle(results).gridTemplateColumns.split(" ").length;
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "/" && document.activeElement !== query) {
      event.preventDefault();
      query.focus();
      query.select();
      return;
    }
    const cells = [...results.children];
    const here = cells.indexOf(document.activeElement);
    const step = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns(), ArrowUp: -columns()}[event.key];
    if (here >= 0 && step) {
      event.preventDefault();
      const next = here + step;
      if (next < 0) {
        query.focus();
      } else if (next < cells.length) {
        cells[next].focus();
      }
    } else if (event.key === "ArrowDown" && document.activeElement === query && cells.length) {
      event.preventDefault();
      cells[0].focus();
    }
  });
  const ofAddress = () => {
    const text = new URLSearchParams(location.search).get("q");
    return text ? {text} : null;
  };
  window.addEventListener("popstate", event => show(past[event.state] || ofAddress()));
  if (ofAddress()) {
    show(ofAddress());
  }
})();
