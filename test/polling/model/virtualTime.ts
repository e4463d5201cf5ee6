interface Timer {
	at: number;
	order: number;
	run(): void;
}

const real = {
	Date,
	setTimeout,
	clearTimeout,
	timeout: AbortSignal.timeout,
	now: performance.now,
};

/** Time that only passes when the test says so. While it is installed, the code under test sees no other. */
export class VirtualTime {
	private timers: Timer[] = [];

	private order = 0;

	/** @param now milliseconds since 1970 */
	constructor(public now: number) {}

	install(): void {
		// eslint-disable-next-line @typescript-eslint/no-this-alias
		const time = this;
		class VirtualDate extends real.Date {
			constructor(...given: unknown[]) {
				super(...((given.length === 0 ? [time.now] : given) as [number]));
			}

			static override now(): number {
				return time.now;
			}
		}
		const started = this.now;
		globalThis.Date = VirtualDate as DateConstructor;
		performance.now = () => this.now - started;
		globalThis.setTimeout = ((run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) =>
			this.add(ms, () => run(...given))) as unknown as typeof setTimeout;
		globalThis.clearTimeout = ((timer?: Timer) => {
			this.timers = this.timers.filter((one) => one !== timer);
		}) as unknown as typeof clearTimeout;
		AbortSignal.timeout = (ms) => {
			const controller = new AbortController();
			this.add(ms, () => controller.abort(new DOMException('Time is up', 'TimeoutError')));
			return controller.signal;
		};
	}

	uninstall(): void {
		globalThis.Date = real.Date;
		globalThis.setTimeout = real.setTimeout;
		globalThis.clearTimeout = real.clearTimeout;
		AbortSignal.timeout = real.timeout;
		performance.now = real.now;
	}

	async sleep(ms: number): Promise<void> {
		await new Promise<void>((resolve) => this.add(ms, resolve));
	}

	/** Lets time pass, with everything that happens meanwhile. */
	async pass(ms: number): Promise<void> {
		const end = this.now + ms;
		for (;;) {
			// All that needs no time.
			await new Promise((resolve) => setImmediate(resolve));
			const [next] = this.timers;
			if (next === undefined || next.at > end) break;
			this.timers.shift();
			this.now = Math.max(this.now, next.at);
			next.run();
		}
		this.now = end;
	}

	private add(ms: number, run: () => void): Timer & { unref(): unknown; ref(): unknown } {
		const timer = {
			at: this.now + Math.max(1, ms),
			order: this.order++,
			run,
			unref: () => timer,
			ref: () => timer,
		};
		let index = this.timers.length;
		while (index > 0 && this.timers[index - 1].at > timer.at) index--;
		this.timers.splice(index, 0, timer);
		return timer;
	}
}
