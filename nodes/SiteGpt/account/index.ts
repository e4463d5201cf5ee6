import * as z from 'zod/v4';
import { getLimits } from '../../api/account';
import { objectIn } from '../../api/envelope';
import { MAX_CONCURRENT } from '../../api/limiter';
import type { Resource } from '../operation/operation';
import { accessSchema, checkAccess } from './checkAccess';

/** The account and the token. */
export const account: Resource = {
	value: 'account',
	name: 'Account',
	operations: [
		{
			value: 'checkAccess',
			name: 'Check Access',
			action: 'Check what the access token may do',
			description: "Get the token's owner, its scopes, and which operations of this node it allows",
			access: 'none',
			confidence: 'documented',
			parameters: [],
			output: accessSchema,
			getMaxConcurrent: () => MAX_CONCURRENT,
			run: checkAccess,
		},
		{
			value: 'getLimits',
			name: 'Get Limits',
			action: 'Get the limits of the account',
			description: "Get the plan's limits as SiteGPT returns them",
			access: 'account:read',
			confidence: 'inferred',
			parameters: [],
			output: z.looseObject({}),
			async run({ client }) {
				return [objectIn(await client.call(getLimits()), 'limits')];
			},
		},
	],
};
