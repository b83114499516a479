/* SPDX-License-Identifier: Apache-2.0
   report.js - makes the page handier; everything is there without it. */
"use strict";
(function () {
	const byId = (id) => document.getElementById(id);
	const all = (selector) => Array.from(document.querySelectorAll(selector));

	/* Overview: sort and filter. */
	const rows = all("#rows > tr");
	const key = (row, k) => Number(row.dataset.keys.split(" ")[k]);
	byId("sort").addEventListener("change", (event) => {
		const k = Number(event.target.value);
		const order = rows.slice();
		if (k >= 0)
			order.sort((a, b) => key(b, k) - key(a, k) || rows.indexOf(a) - rows.indexOf(b));
		byId("rows").append(...order);
	});
	byId("filter").addEventListener("input", (event) => {
		const want = event.target.value.trim().toLowerCase();
		let shown = 0;
		rows.forEach((row) => {
			row.hidden = !row.firstElementChild.textContent.toLowerCase().includes(want);
			shown += row.hidden ? 0 : 1;
		});
		byId("shown").textContent = want ? shown + " of " + rows.length : "";
	});
	byId("tools").hidden = rows.length < 2;

	/* Evidence: open and close all; paper shows everything. */
	const fold = (open) => all("details").forEach((d) => { d.open = open; });
	byId("fold").addEventListener("click", (event) => {
		if (event.target.dataset.fold)
			fold(event.target.dataset.fold === "open");
	});
	byId("fold").hidden = false;
	let closed = [];
	window.addEventListener("beforeprint", () => {
		closed = all("details:not([open])");
		fold(true);
	});
	window.addEventListener("afterprint", () => closed.forEach((d) => { d.open = false; }));

	/* A link into folded evidence opens it. */
	const reveal = () => {
		const target = byId(decodeURIComponent(location.hash.slice(1)));
		for (let d = target && target.closest("details"); d; d = d.parentElement.closest("details"))
			d.open = true;
		if (target)
			target.scrollIntoView();
	};
	window.addEventListener("hashchange", reveal);
	reveal();
})();
