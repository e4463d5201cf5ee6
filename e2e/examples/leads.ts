import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../harness/json.ts';
import { createDataTable } from '../../harness/n8n/dataTables.ts';
import { keyColumns } from './bothTriggers.ts';
import { eventWith, several } from './events.ts';
import { Imported } from './imported.ts';
import type { Session } from './session.ts';

export function leads(session: Session) {
	test('new-lead: each lead goes to the CRM once, and gets a welcome if it has an address', async () => {
		await createDataTable(session.n8n.client, 'SiteGPT CRM Keys', keyColumns);
		const example = await Imported.create(session.n8n, 'new-lead', {
			enable: ['Add to CRM', 'Welcome'],
			enter: session.enterUrl('Add to CRM'),
			credentials: { 'Add to CRM': session.headerAuth, Welcome: session.smtp },
			pin: several,
		});
		const hostile = 'Dorothy \u202eVaughan https://evil.example/ www.evil.example';
		const form = { company: 'Ünited "Parcels"', name: hostile };
		const lead = eventWith('lead', form, 'leadDetails');
		await example.post(lead);
		await example.post(eventWith('lead', { email: null, name: null }, 'leadDetails'));
		await example.post(
			eventWith('lead', { email: 'a@example.com\r\nBcc: everybody@example.com' }, 'leadDetails'),
		);
		await example.succeeded(3);
		// The same lead with other data changed, and two leads whose ID can't be read.
		await example.post({ ...lead, data: { ...lead.data, chatbotName: 'Renamed' } });
		await example.succeeded(4);
		const nameless = ['First', 'Second'].map((name) =>
			eventWith('lead', { id: null, name, email: null }, 'leadDetails'),
		);
		for (const [index, payload] of nameless.entries()) {
			await example.post(payload);
			await example.succeeded(5 + index);
		}
		const all = session.sent().map(({ body }) => body as JsonObject);
		const contacts = all.filter(({ note }) => note === undefined);
		assert.equal(contacts.length, 3);
		assert.deepEqual(
			all.flatMap(({ note, externalId, name }) =>
				note === undefined ? [] : [[name, String(externalId).length, String(note)]],
			),
			nameless.map((payload) => [
				(payload.data.leadDetails as JsonObject).name,
				64,
				`Not everything could be read. SiteGPT sent: ${JSON.stringify(payload)}`,
			]),
		);
		const { id, name, email, phone } = lead.data.leadDetails as JsonObject;
		assert.deepEqual(
			contacts.find(({ externalId }) => externalId === id),
			{
				externalId: id,
				name,
				email,
				phone,
				source: lead.data.chatbotName,
				link: lead.data.dashboardUrl,
				properties: { company: 'Ünited "Parcels"' },
			},
		);
		assert.equal(contacts.filter((contact) => contact.email === null).length, 1);
		assert.deepEqual(
			session.mail.mails.map(({ to }) => to),
			[[email]],
		);
		const [welcome] = session.mail.mails.splice(0);
		assert.match(welcome?.subject ?? '', /^Thank you for getting in touch/);
		assert.match(welcome?.text ?? '', /^Hello Dorothy Vaughan,/);
		assert.ok(!welcome?.text?.includes('Parcels'), 'the name is the only text from the visitor');
		// In the editor, the samples get through every time.
		for (let run = 0; run < 2; run++) {
			await example.run();
			assert.equal(session.sent().length, 3);
			assert.equal(session.mail.mails.splice(0).length, 3);
		}
	});
}
