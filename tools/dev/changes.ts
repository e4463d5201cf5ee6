import { relative, resolve } from 'node:path';
import gulp from 'gulp';

/** ms without a further change: an editor or git writes several files for one change */
const quietFor = 80;

/**
 * Calls `handle` with the package's files that have changed, in batches, one after the other, until
 * this process ends. Resolves once it would see a change.
 * @param source the checkout
 * @param handle is given paths relative to `source`; it never runs twice at a time
 */
export async function watchChanges(
	source: string,
	handle: (paths: string[]) => Promise<void>,
): Promise<void> {
	const changed = new Set<string>();
	let timer: NodeJS.Timeout | undefined;
	let handled: Promise<void> = Promise.resolve();
	const watcher = gulp.watch(['nodes/**/*', 'credentials/**/*', 'package.json'], { cwd: source });
	watcher.on('all', (_, path) => {
		if (!/\.(ts|svg|json)$/.test(path)) return;
		changed.add(relative(source, resolve(source, path)));
		clearTimeout(timer);
		timer = setTimeout(() => {
			const paths = [...changed].sort();
			changed.clear();
			handled = handled.then(async () => await handle(paths));
		}, quietFor);
	});
	await new Promise((tell) => watcher.once('ready', tell));
}
