import { objectIn } from '../../api/answer';
import { chatbotSchema, getChatbot, listChatbots } from '../../api/chatbots';
import type { Call, Json, Resource } from '../operation/operation';
import { listed, simplified } from '../operation/output';
import { chatbotId, limit, returnAll, simple } from '../operation/parameters';

/** SiteGPT's documentation doesn't show whether a chatbot's name is in `title` or in `name`. */
function shown(call: Call, one: Json): Json {
	const brief = simplified(call, chatbotSchema, one);
	return brief === one ? one : { ...brief, title: one.title ?? one.name ?? null };
}

/** The chatbots that the token may see. */
export const chatbot: Resource = {
	value: 'chatbot',
	name: 'Chatbot',
	operations: [
		{
			value: 'get',
			name: 'Get',
			action: 'Get a chatbot',
			description: 'Get the details of one chatbot',
			access: 'chatbots:read',
			confidence: 'inferred',
			parameters: [chatbotId, simple],
			output: chatbotSchema,
			async run(call) {
				const data = await call.client.call(getChatbot(call.parameter('chatbotId')));
				return [shown(call, objectIn(data, 'chatbot'))];
			},
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many chatbots',
			description: 'List the chatbots that the access token may see',
			access: 'chatbots:read',
			confidence: 'documented',
			parameters: [returnAll, limit, simple],
			output: chatbotSchema,
			async run(call) {
				const chatbots = await listed(call, listChatbots());
				return chatbots.map((one) => shown(call, one));
			},
		},
	],
};
