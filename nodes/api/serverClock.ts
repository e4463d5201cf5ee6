/** What n8n's clock said around a response. All times in milliseconds since 1970. */
interface Exchange {
	sentAt: number;
	receivedAt: number;
	/** The response's Date header. */
	date: unknown;
}

/**
 * SiteGPT's clock, known from the Date headers of its responses, which have whole seconds. n8n's clock counts
 * as right as long as no header contradicts it.
 */
export class ServerClock {
	private minOffset = -Infinity;

	private maxOffset = Infinity;

	/** @param now n8n's clock, in milliseconds since 1970 */
	constructor(private readonly now: () => number = Date.now) {}

	/** Learns from a response. A response without a readable Date header changes nothing. */
	observe({ sentAt, receivedAt, date }: Exchange): void {
		const second = typeof date === 'string' ? Date.parse(date) : NaN;
		if (Number.isNaN(second)) return;
		const min = second - receivedAt;
		const max = second + 999 - sentAt;
		// A clock was set meanwhile: what was learned before doesn't count anymore.
		const isConsistent = min <= this.maxOffset && max >= this.minOffset;
		this.minOffset = isConsistent ? Math.max(this.minOffset, min) : min;
		this.maxOffset = isConsistent ? Math.min(this.maxOffset, max) : max;
	}

	/** Whether a response has said what time it is. */
	get isKnown(): boolean {
		return this.minOffset > -Infinity;
	}

	/**
	 * How far SiteGPT's clock is ahead of n8n's, in milliseconds. Of the offsets that are possible, the lowest:
	 * a mark that is a little too early loses nothing.
	 */
	get offsetMs(): number {
		return this.minOffset <= 0 && this.maxOffset >= 0 ? 0 : this.minOffset;
	}

	/** n8n's time, in milliseconds since 1970. */
	get n8nTime(): number {
		return this.now();
	}

	/** SiteGPT's time, in milliseconds since 1970. */
	get time(): number {
		return this.n8nTime + this.offsetMs;
	}
}
