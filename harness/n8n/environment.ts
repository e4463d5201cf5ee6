import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { n8nFolder, n8nNode } from '../paths.ts';
import { LOOPBACK } from '../ports.ts';

/**
 * What n8n inherits from the caller. Nothing else is passed on: another n8n's settings, a database, or a proxy
 * in the caller's environment must not change what is tested.
 */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'];

/** Keeps everything on this machine: each of these turns off calls that n8n makes on its own. */
const silent = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	// the list of verified packages; packages that are already installed still load
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
};

/** It fetches a list at each start. An n8n without this module would refuse to start if the setting named it. */
const REGISTRY_MODULE = 'mcp-registry';

/** Turns off the questions a new user gets before they see a workflow. */
const unasked = {
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
};

export interface HostIdentity {
	folder: string;
	port: number;
	brokerPort: number;
	encryptionKey: string;
	owner: { email: string; passwordHash: string };
}

export function n8nEnvironment(host: HostIdentity): Record<string, string> {
	const env: Record<string, string> = {};
	for (const name of inherited) {
		const value = process.env[name];
		if (value !== undefined) env[name] = value;
	}
	const url = `http://${LOOPBACK}:${host.port}/`;
	return {
		...env,
		...silent,
		...(existsSync(join(n8nFolder, 'dist', 'modules', REGISTRY_MODULE))
			? { N8N_DISABLED_MODULES: REGISTRY_MODULE }
			: {}),
		...unasked,
		// n8n starts its task runner with the first `node` in PATH.
		PATH: [dirname(n8nNode), process.env.PATH].join(delimiter),
		HOME: host.folder,
		N8N_USER_FOLDER: host.folder,
		N8N_ENCRYPTION_KEY: host.encryptionKey,
		N8N_PORT: String(host.port),
		N8N_HOST: LOOPBACK,
		N8N_PROTOCOL: 'http',
		N8N_LISTEN_ADDRESS: LOOPBACK,
		// A worker has no other port, so its health endpoint uses this one.
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(host.port),
		N8N_WORKER_SERVER_ADDRESS: LOOPBACK,
		N8N_EDITOR_BASE_URL: url,
		WEBHOOK_URL: url,
		// Without TLS, the browser wouldn't send back a secure cookie.
		N8N_SECURE_COOKIE: 'false',
		N8N_RUNNERS_BROKER_PORT: String(host.brokerPort),
		N8N_RUNNERS_BROKER_LISTEN_ADDRESS: LOOPBACK,
		// Otherwise n8n looks for Python at every start and logs that it's missing.
		N8N_PYTHON_ENABLED: 'false',
		N8N_COMMUNITY_PACKAGES_ENABLED: 'true',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// If n8n doesn't support these (2.11), setUpOwner in rest.ts creates the owner.
		N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
		N8N_INSTANCE_OWNER_EMAIL: host.owner.email,
		N8N_INSTANCE_OWNER_FIRST_NAME: 'Demo',
		N8N_INSTANCE_OWNER_LAST_NAME: 'Owner',
		N8N_INSTANCE_OWNER_PASSWORD_HASH: host.owner.passwordHash,
	};
}
