import fc from 'fast-check';
import { type INode, NodeOperationError } from 'n8n-workflow';
import { ApiError } from '../../nodes/api/apiError';
import { toErrorItem, toNodeError } from '../../nodes/api/nodeError';

const node = { name: 'SiteGPT', type: 'siteGpt' } as INode;

/** n8n's classes replace a message that contains one of these, in upper or lower case. */
const codes = [
	...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'ERRADDRINUSE', 'EADDRNOTAVAIL'],
	...['ECONNABORTED', 'EHOSTUNREACH', 'EAI_AGAIN', 'ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES'],
	...['EEXIST', 'EPERM', 'GETADDRINFO', 'getaddrinfo', 'econnrefused'],
];

const errors: Record<string, (message: string) => Error> = {
	'an error of the API': (message) => new ApiError({ message, from: 'siteGpt', status: 400 }),
	'a message for the user': (message) => new Error(message),
	'an error that n8n has rewritten before': (message) =>
		new NodeOperationError(node, message, { itemIndex: 7 }),
};

test.each(Object.entries(errors))('the message of %s reaches the user', (_, create) => {
	fc.assert(
		fc.property(fc.string(), fc.constantFrom('', ...codes), fc.string(), (start, code, end) => {
			const message = `No ${start}${code}${end}`;
			expect(toNodeError(node, create(message), 7)).toMatchObject({
				message,
				context: { itemIndex: 7 },
			});
			expect(toErrorItem(create(message))).toMatchObject({ error: message });
		}),
	);
});
