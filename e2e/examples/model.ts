import { type OtherServer, startOtherServer } from '../../harness/otherServer.ts';

interface ChatMessage {
	role: string;
	content: string;
}

export interface Model extends OtherServer {
	/** the results of its tool calls */
	told: string[];
	/** what it says when it has no more calls to make */
	answer(): string;
}

/**
 * A mock language model with OpenAI's API: calls the first offered tool with each of the messages in turn, then
 * answers.
 */
export async function startModel(messages: string[]): Promise<Model> {
	const server = await startOtherServer((_, response) => {
		const { messages: chat, tools } = server.received.at(-1)!.body as {
			messages: ChatMessage[];
			tools: Array<{ function: { name: string } }>;
		};
		model.told = chat.filter(({ role }) => role === 'tool').map(({ content }) => content);
		const next = messages[model.told.length];
		const call = {
			id: `call_${model.told.length}`,
			type: 'function',
			function: { name: tools?.[0]?.function.name, arguments: JSON.stringify({ Message: next }) },
		};
		const message =
			next === undefined
				? { role: 'assistant', content: model.answer() }
				: { role: 'assistant', content: null, tool_calls: [call] };
		const choices = [
			{ index: 0, finish_reason: next === undefined ? 'stop' : 'tool_calls', message },
		];
		response.setHeader('Content-Type', 'application/json');
		response.end(JSON.stringify({ id: 'chat', object: 'chat.completion', choices }));
	});
	const model: Model = { ...server, told: [], answer: () => 'That is all I know.' };
	return model;
}
