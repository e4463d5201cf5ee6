import { badInput } from './badInput.ts';
import { bursts } from './bursts.ts';
import { gap } from './gap.ts';
import { killed } from './killed.ts';
import { memory } from './memory.ts';
import { queueKilled } from './queueKilled.ts';
import { storeFails } from './storeFails.ts';
import type { Trial } from './trial.ts';
import { twoProcessors } from './twoProcessors.ts';

export const trials: readonly Trial[] = [
	killed,
	queueKilled,
	storeFails,
	bursts,
	memory,
	badInput,
	twoProcessors,
	gap,
];
