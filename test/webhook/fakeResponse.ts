import type { Answered } from '../../nodes/webhook/duplicates';

/** A response that ends and closes when a test says so. */
export class FakeResponse implements Answered {
	ended = false;
	status = 200;
	/** How often somebody has looked whether it has ended. */
	looks = 0;
	private closed = false;
	private readonly listeners: Array<() => void> = [];

	get writableEnded(): boolean {
		this.looks++;
		return this.ended;
	}

	get statusCode(): number {
		return this.status;
	}

	once(_: 'close', listener: () => void): void {
		this.listeners.push(listener);
	}

	/** As n8n answers: the first end counts. */
	end(status: number): void {
		if (this.ended) return;
		this.ended = true;
		this.status = status;
	}

	/** As when all is sent, or when the sender has hung up. */
	close(): void {
		if (this.closed) return;
		this.closed = true;
		for (const listener of this.listeners) listener();
	}
}
