import { createHash } from 'node:crypto';
import type { Finding, Source } from './core/source';
import type { PollSettings } from './settings';

/**
 * The source of one chatbot. Its findings say which chatbot they are from, also in their keys: SiteGPT doesn't say that
 * two chatbots never have an ID in common.
 * @param state what {@link Source.toState} returned, if anything
 */
export function createSource(
	{ sourceType, types }: Pick<PollSettings, 'sourceType' | 'types'>,
	chatbotId: string,
	state?: Record<string, unknown>,
): Source {
	const source = sourceType.create({ types }, state);
	const own = (finding: Finding): Finding => {
		const key = createHash('sha256').update(`${finding.key} ${chatbotId}`).digest('hex');
		return { ...finding, key, chatbotId };
	};
	const { toFinding, read } = source;
	const replaced: Partial<Source> = {
		toFinding: toFinding && ((...given) => own(toFinding.apply(source, given))),
		read:
			read &&
			(async (...given) => {
				const contents = await read.apply(source, given);
				return contents && { ...contents, findings: contents.findings.map(own) };
			}),
	};
	return new Proxy(source, {
		get(target, name) {
			if (name in replaced) return replaced[name as keyof Source];
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		},
	});
}
