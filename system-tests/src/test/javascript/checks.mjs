// node checks.mjs KUBECONFIG
import { runAll } from './harness.mjs';
import { objectChecks } from './objects.mjs';
import { streamChecks } from './streams.mjs';
import { watchingChecks } from './watching.mjs';

await runAll({ ...objectChecks, ...watchingChecks, ...streamChecks });
process.exit(0);
