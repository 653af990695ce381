"use strict";
(() => {
	const findings = [...document.querySelectorAll("details.finding")];
	const open = (id) => {
		const target = id && document.getElementById(id);
		if (target instanceof HTMLDetailsElement) {
			target.hidden = false;
			target.open = true;
			target.scrollIntoView();
		}
	};
	const fromAddress = () => open(decodeURIComponent(location.hash.slice(1)));
	window.addEventListener("hashchange", fromAddress);
	document.addEventListener("click", (event) => {
		const link = event.target instanceof Element && event.target.closest("a[href^='#']");
		if (link) open(decodeURIComponent(link.getAttribute("href").slice(1)));
	});

	const theme = document.getElementById("theme");
	const stored = { get: () => "", set: () => {} };
	try { // a page from a file may have no storage
		const key = "lockscan-theme";
		stored.get = () => localStorage.getItem(key) || "";
		stored.set = (value) => localStorage.setItem(key, value);
		theme.value = stored.get();
	} catch { stored.set = () => {}; }
	const paint = () => { document.documentElement.dataset.theme = theme.value; };
	theme.addEventListener("change", () => { stored.set(theme.value); paint(); });
	paint();

	const form = document.getElementById("filters");
	if (form) {
		const search = document.getElementById("search");
		const selects = [...form.querySelectorAll("select")];
		const status = document.getElementById("status");
		const texts = new Map();
		const textOf = (finding) => {
			if (!texts.has(finding)) texts.set(finding, finding.textContent.toLowerCase());
			return texts.get(finding);
		};
		const apply = () => {
			const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
			let shown = 0;
			for (const finding of findings) {
				const fits = selects.every((s) => !s.value || finding.dataset[s.dataset.key] === s.value) &&
					words.every((word) => textOf(finding).includes(word));
				finding.hidden = !fits;
				shown += fits ? 1 : 0;
			}
			status.textContent = `${shown} of ${findings.length} findings`;
		};
		form.addEventListener("input", apply);
		form.addEventListener("submit", (event) => event.preventDefault());
		form.addEventListener("reset", () => setTimeout(apply));
		const all = (isOpen) => () => {
			for (const finding of findings) if (!finding.hidden) finding.open = isOpen;
		};
		document.getElementById("expand").addEventListener("click", all(true));
		document.getElementById("collapse").addEventListener("click", all(false));
		for (const button of document.querySelectorAll("button[data-set]")) {
			button.addEventListener("click", () => {
				for (const select of selects) if (select.dataset.key === button.dataset.set) select.value = button.dataset.value;
				apply();
				document.getElementById("filter-title").scrollIntoView();
			});
		}

		const keys = document.getElementById("keys");
		document.addEventListener("keydown", (event) => {
			if (!keys.checked || event.ctrlKey || event.altKey || event.metaKey) return;
			const inField = event.target instanceof Element && event.target.matches("input, select");
			if (event.key === "Escape" && event.target === search) search.blur();
			if (inField) return;
			const visible = findings.filter((finding) => !finding.hidden);
			const at = visible.indexOf(document.activeElement && document.activeElement.closest("details.finding"));
			const go = (finding) => {
				if (!finding) return;
				finding.querySelector("summary").focus();
				finding.scrollIntoView({ block: "nearest" });
			};
			if (event.key === "/") {
				event.preventDefault();
				search.focus();
			} else if (event.key === "j") go(visible[at + 1]);
			else if (event.key === "k") go(visible[Math.max(0, at - 1)]);
			else if (event.key === "o" && at >= 0) visible[at].open = !visible[at].open;
		});
	}
	fromAddress();
})();
