import type { JsonObject } from '../../harness/json.ts';
import { faults, type Planned } from '../../harness/siteGpt/faults.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';

/** ms that SiteGPT takes for each call */
export const CALL_MS = 100;

/** A simulated SiteGPT with one chatbot, which counts how many requests it works on at the same time. */
export async function startAccount() {
	const siteGpt = await SiteGptServer.start();
	const account = { siteGpt, chatbotId: siteGpt.state.addChatbot().id, most: 0, refusals: 0 };
	let running = 0;
	siteGpt.settings.delay = () => {
		account.most = Math.max(account.most, ++running);
		setTimeout(() => running--, CALL_MS);
		return CALL_MS;
	};
	return account;
}

export type Account = Awaited<ReturnType<typeof startAccount>>;

/** Refuses each request beyond so many at the same time. */
export function allow(account: Account, most: number): Planned {
	let running = 0;
	return {
		fault: faults.tooMany(1),
		times: Infinity,
		when() {
			if (running >= most) return ++account.refusals > 0;
			running++;
			setTimeout(() => running--, CALL_MS);
			return false;
		},
	};
}

const PAGE_SIZE = 100;

export function leadNumber(n: number): JsonObject & { id: string } {
	const at = '2026-11-01T10:00:00.000Z';
	const [name, email] = [`Visitor ${n}`, `visitor${n}@example.com`];
	const flags = { important: false, archived: false };
	const id = `lead_${String(n).padStart(6, '0')}`;
	return { id, name, email, phone: null, customData: {}, ...flags, createdAt: at, updatedAt: at };
}

/** Answers with a long list of leads. The mock server would sort all of it for each page. */
export function longList(size: number): Planned {
	let from = 0;
	return {
		times: Infinity,
		when({ path, query }) {
			from = Number(query.get('cursor') ?? 0);
			return path.endsWith('/leads');
		},
		get fault() {
			const next = from + PAGE_SIZE;
			const leads = Array.from({ length: PAGE_SIZE }, (_, n) => leadNumber(from + n));
			const hasNextPage = next < size;
			const pagination = {
				limit: PAGE_SIZE,
				hasNextPage,
				nextCursor: hasNextPage ? `${next}` : null,
			};
			const body = JSON.stringify({ ok: true, data: { leads, pagination }, meta: {} });
			return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
		},
	};
}
