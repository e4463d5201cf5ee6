import { changeConversation } from '../../nodes/api/conversations';
import { addDocuments, deleteDocument, setText, updateDocument } from '../../nodes/api/knowledge';
import { changeLead, deleteLead } from '../../nodes/api/leads';
import { sendAsAgent, sendMessage } from '../../nodes/api/messages';
import { FakeTransport, ok, reply } from './fakeTransport';

test.each([
	['Lead: Star', changeLead('c', 'l', 'star')],
	['Lead: Delete', deleteLead('c', 'l')],
	['Knowledge: Set Text', setText('c', 'text', undefined)],
	['Knowledge: Update Content', updateDocument('c', 'd', 'text')],
	['Knowledge: Delete', deleteDocument('c', 'd')],
])('%s is repeated after a 502, because it changes nothing more', async (_, request) => {
	const transport = new FakeTransport([reply(502), ok({})]);
	await transport.client.call(request);
	expect(transport.sent).toHaveLength(2);
});

test.each([
	['Message: Send', sendMessage('c', 't', { message: 'Hi' }, 1000)],
	['Message: Send as Agent', sendAsAgent('c', { message: 'Hi', threadId: 't' })],
	['Conversation: Escalate', changeConversation('c', 't', 'escalate', 'Help')],
	['Knowledge: Add Links', addDocuments('c', 'links', { urls: [] })],
])('%s is not, because SiteGPT may do it twice', async (_, request) => {
	const transport = new FakeTransport([reply(502), ok({})]);
	await expect(transport.client.call(request)).rejects.toMatchObject({
		problem: { mayBeDone: true },
	});
	expect(transport.sent).toHaveLength(1);
});
