import type { Locator } from 'playwright-core';

/**
 * Returns texts that are never fully visible, even after scrolling: because they are wider or higher than their box
 * (for example with an ellipsis), or because something covers their start or end. Includes placeholders and chosen
 * options, but not what a person typed.
 */
export async function cutTexts(root: Locator): Promise<string[]> {
	return await root.evaluate((top) => {
		const cut: string[] = [];
		const scrolls = (style: string) => style === 'auto' || style === 'scroll';
		const isShown = (element: Element) =>
			element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

		const isCut = (text: Text): boolean => {
			const range = document.createRange();
			range.selectNodeContents(text);
			const { left, right, top: upper, bottom, width } = range.getBoundingClientRect();
			if (width === 0) return false;
			for (let box = text.parentElement; box && box !== document.body; box = box.parentElement) {
				const { overflowX, overflowY, display } = getComputedStyle(box);
				if (scrolls(overflowX) || scrolls(overflowY)) return false;
				if (overflowX === 'visible' || display === 'inline') continue;
				const around = box.getBoundingClientRect();
				if (left < around.left - 1 || right > around.right + 1) return true;
				// Letters extend slightly beyond their line.
				if (upper < around.top - 3 || bottom > around.bottom + 3) return true;
			}
			return false;
		};
		// Skip places that only become visible by scrolling.
		const isScrolledAway = (element: Element, x: number, y: number): boolean => {
			for (let box: Element | null = element; box; box = box.parentElement) {
				const { overflowX, overflowY } = getComputedStyle(box);
				if (!scrolls(overflowX) && !scrolls(overflowY)) continue;
				const { left, right, top: upper, bottom } = box.getBoundingClientRect();
				if (x < left || x > right || y < upper || y > bottom) return true;
			}
			return false;
		};
		const isCovered = (text: Text): boolean => {
			const parent = text.parentElement as Element;
			const range = document.createRange();
			range.selectNodeContents(text);
			const lines = [...range.getClientRects()].filter(({ width }) => width > 4);
			return lines.some(({ left, right, top: upper, height }) =>
				[left + 2, right - 2].some((x) => {
					const y = upper + height / 2;
					const over = isScrolledAway(parent, x, y) ? null : document.elementFromPoint(x, y);
					// It's null outside the page; an element that contains the text is behind it.
					return over !== null && !over.contains(parent) && !parent.contains(over);
				}),
			);
		};
		const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
		while (walker.nextNode()) {
			const text = walker.currentNode as Text;
			const words = text.data.trim();
			if (words === '' || !text.parentElement || !isShown(text.parentElement)) continue;
			if (isCut(text) || isCovered(text)) cut.push(words);
		}

		const pencil = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
		for (const field of top.querySelectorAll('input, textarea')) {
			const { value, placeholder, readOnly, clientWidth } = field as HTMLInputElement;
			const words = value === '' ? placeholder : readOnly ? value : '';
			if (words === '' || field.tagName === 'TEXTAREA' || !isShown(field)) continue;
			const { font, paddingLeft, paddingRight } = getComputedStyle(field);
			pencil.font = font;
			const room = clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
			if (pencil.measureText(words).width > room + 1) cut.push(words);
		}
		return cut;
	});
}

export interface Field {
	/** '' if the field has no visible label */
	label: string;
	/** the field's content; "on" or "off" for a switch */
	value: string;
}

/** Returns the inputs and switches in `root`, from top to bottom. */
export async function fieldsIn(root: Locator): Promise<Field[]> {
	return await root.evaluate((top) => {
		const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
		const labelIn = (place: Element | null): string => {
			const labels = [...(place?.querySelectorAll('label .n8n-text') ?? [])].filter(isShown);
			return labels[0]?.textContent?.replace('*', '').trim() ?? '';
		};
		const valueOf = (field: Element, entry: Element): string => {
			if (field.matches('.el-switch')) return field.matches('.is-checked') ? 'on' : 'off';
			const chosen = [...field.querySelectorAll('.el-select__tags-text')];
			if (chosen.length > 0) return chosen.map((tag) => tag.textContent?.trim()).join(', ');
			return entry instanceof HTMLInputElement ? entry.value : (entry.textContent ?? '');
		};

		const fields = new Map<Element, Field>();
		for (const entry of top.querySelectorAll('input, textarea, [contenteditable=true]')) {
			const field = entry.closest('.el-switch, .el-select') ?? entry;
			if (fields.has(field) || !isShown(field)) continue;
			const own = '[data-test-id="input-label"], [data-test-id="credentials-label"]';
			fields.set(field, {
				// Multiple values share one label.
				label:
					labelIn(entry.closest(own)) || labelIn(entry.closest('[data-test-id="parameter-item"]')),
				value: valueOf(field, entry),
			});
		}
		return [...fields.values()];
	});
}
