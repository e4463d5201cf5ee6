import { countRemembered, recordDelivery } from '../../../nodes/trigger/request/duplicates';

test('what is over its window is forgotten with the next delivery to the same node', () => {
	const windowMs = 60_000;
	for (let n = 0; n < 100; n++) {
		const known = recordDelivery('node', `event ${n}`, windowMs, n);
		if (known.type === 'new') known.settle(true);
	}
	expect(countRemembered()).toBe(100);
	// The first fifty are over.
	recordDelivery('node', 'another', windowMs, windowMs + 49);
	expect(countRemembered()).toBe(51);
});
