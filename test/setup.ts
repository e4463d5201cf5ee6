import 'reflect-metadata';
import fc from 'fast-check';

// What n8n-core needs before it is loaded, in addition to globalSetup.ts.
process.env.N8N_ENCRYPTION_KEY ??= 'a key for tests only';

// fast-check prints the seed of a run that fails; FC_SEED repeats it.
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
// A failed test is all that the lab's mutation suite asks for, not the smallest example.
fc.configureGlobal({ seed, endOnFailure: 'STRYKER_MUTATOR_WORKER' in process.env });
