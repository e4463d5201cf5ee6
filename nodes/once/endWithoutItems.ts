import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Turns Always Output Data off for this run of the node, so that the execution ends here if the node
 * returns no items. The workflow keeps its setting. Throws nothing.
 */
export function endWithoutItems(context: IExecuteFunctions): void {
	try {
		const run = context.getExecuteData();
		// After execute(), n8n reads the setting from this object, and getNode() only gives a copy of the node.
		if (run.node.alwaysOutputData) run.node = { ...run.node, alwaysOutputData: false };
	} catch {
		// In an n8n that works differently, the next nodes get an empty item for a repeat.
	}
}
