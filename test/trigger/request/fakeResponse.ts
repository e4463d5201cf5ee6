import type { EndableResponse } from '../../../nodes/trigger/request/responseEnd';

/** A response that ends when a test says so. */
export class FakeResponse implements EndableResponse {
	statusCode = 200;
	writableEnded = false;

	end(): this {
		this.writableEnded = true;
		return this;
	}

	/** As n8n answers: the first answer counts. */
	answer(status: number): void {
		if (!this.writableEnded) this.statusCode = status;
		this.end();
	}
}
