// Watches, informers, and an election among several who want to lead.
import assert from 'node:assert/strict';
import * as k8s from '@kubernetes/client-node';
import { config, configMap, core, eventually, namespace, within } from './harness.mjs';

const coordination = config.makeApiClient(k8s.CoordinationV1Api);
const path = `/api/v1/namespaces/${namespace}/configmaps`;

/** Takes the lease if nobody holds it or its holder has not renewed it in time; the client has no election of its own. */
async function tryToLead(identity, durationSeconds) {
    const now = new k8s.V1MicroTime();
    const spec = { holderIdentity: identity, leaseDurationSeconds: durationSeconds, acquireTime: now, renewTime: now };
    try {
        await coordination.createNamespacedLease(
            { namespace, body: { metadata: { name: 'leader' }, spec: { ...spec, leaseTransitions: 0 } } });
        return true;
    } catch (error) {
        assert.equal(error.code, 409);
    }
    const lease = await coordination.readNamespacedLease({ namespace, name: 'leader' });
    const expired = new Date(lease.spec.renewTime).getTime() + lease.spec.leaseDurationSeconds * 1000 < Date.now();
    if (lease.spec.holderIdentity !== identity && !expired) {
        return false;
    }
    lease.spec = { ...spec, leaseTransitions: lease.spec.leaseTransitions + 1 };
    try {
        await coordination.replaceNamespacedLease({ namespace, name: 'leader', body: lease });
        return true;
    } catch (error) {
        assert.equal(error.code, 409);
        return false;
    }
}

export const watchingChecks = {
    async watch() {
        const start = (await core.listNamespacedConfigMap({ namespace })).metadata.resourceVersion;
        const events = [];
        let ended;
        const closed = new Promise((resolve) => { ended = resolve; });
        const request = await new k8s.Watch(config).watch(
            path,
            { resourceVersion: start, labelSelector: 'suite=watch' },
            (type, object) => events.push(`${type} ${object.metadata.name}`),
            ended);
        await core.createNamespacedConfigMap({ namespace, body: configMap('watched', { a: '1' }, { suite: 'watch' }) });
        await core.createNamespacedConfigMap({ namespace, body: configMap('unwatched', { a: '1' }) });
        const change = { metadata: { labels: { suite: null } } };
        const merge = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch);
        await core.patchNamespacedConfigMap({ namespace, name: 'watched', body: change }, merge);
        await eventually('two events', () => events.length === 2);
        assert.deepEqual(events, ['ADDED watched', 'DELETED watched']);
        request.abort();
        await within('the watch ends', closed);
    },

    async watchesWithBookmarks() {
        const bookmark = new Promise((resolve, reject) => {
            new k8s.Watch(config).watch(
                path,
                { allowWatchBookmarks: true, sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' },
                (type, object) => type === 'BOOKMARK' && resolve(object),
                reject).then((request) => setTimeout(() => request.abort(), 2_000));
        });
        const object = await within('a bookmark', bookmark);
        assert.equal(object.metadata.annotations['k8s.io/initial-events-end'], 'true');
    },

    async informer() {
        const list = () => core.listNamespacedConfigMap({ namespace, labelSelector: 'suite=informer' });
        const informer = k8s.makeInformer(config, path, list, 'suite=informer');
        const events = [];
        for (const verb of ['add', 'update', 'delete']) {
            informer.on(verb, (object) => events.push(`${verb} ${object.metadata.name}`));
        }
        await core.createNamespacedConfigMap({ namespace, body: configMap('early', {}, { suite: 'informer' }) });
        await informer.start();
        const late = configMap('late', { a: '1' }, { suite: 'informer' });
        await core.createNamespacedConfigMap({ namespace, body: late });
        await core.replaceNamespacedConfigMap({ namespace, name: 'late', body: { ...late, data: { a: '2' } } });
        await eventually('the informer knows', () => informer.get('late', namespace)?.data.a === '2');
        await core.deleteNamespacedConfigMap({ namespace, name: 'early' });
        await eventually('the informer forgets', () => informer.get('early', namespace) === undefined);
        assert.deepEqual(events, ['add early', 'add late', 'update late', 'delete early']);
        assert.deepEqual(informer.list(namespace).map((object) => object.metadata.name), ['late']);
        await informer.stop();
    },

    async leaderElection() {
        const candidates = ['a', 'b', 'c', 'd', 'e'];
        const outcomes = await Promise.all(candidates.map((identity) => tryToLead(identity, 1)));
        assert.equal(outcomes.filter((led) => led).length, 1);
        const first = (await coordination.readNamespacedLease({ namespace, name: 'leader' })).spec;
        assert.equal(first.holderIdentity, candidates[outcomes.indexOf(true)]);
        assert.ok(await tryToLead(first.holderIdentity, 1));
        const others = candidates.filter((identity) => identity !== first.holderIdentity);
        const successor = await eventually('a successor', async () => {
            const led = await Promise.all(others.map((identity) => tryToLead(identity, 30)));
            assert.ok(led.filter((won) => won).length <= 1);
            return led.includes(true) && others[led.indexOf(true)];
        });
        const lease = await coordination.readNamespacedLease({ namespace, name: 'leader' });
        assert.deepEqual([lease.spec.holderIdentity, lease.spec.leaseTransitions], [successor, 2]);
    },
};
