import { EventEmitter } from 'node:events';
import type { BatchedResponse } from '../../../nodes/trigger/request/batches';

/** A response that ends, or whose sender hangs up, when a test says so. */
export class FakeResponse extends EventEmitter implements BatchedResponse {
	statusCode = 200;
	writableEnded = false;
	destroyed = false;

	end(): this {
		this.writableEnded = true;
		return this;
	}

	/** As n8n answers: the first answer counts. */
	answer(status: number): void {
		if (!this.writableEnded) this.statusCode = status;
		this.end();
	}

	hangUp(): void {
		this.destroyed = true;
		this.emit('close');
	}
}
