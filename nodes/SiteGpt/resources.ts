import { lead } from './lead/lead';
import type { Resource } from './operation';

/** All that the node does with SiteGPT's API, sorted by name. Test events are apart: they call no API. */
export const resources: readonly Resource[] = [lead];
