// Reading and writing objects.
import assert from 'node:assert/strict';
import * as k8s from '@kubernetes/client-node';
import { apps, config, configMap, core, eventually, namespace, refusal, runningPod } from './harness.mjs';

const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const { JsonPatch, MergePatch, ServerSideApply, StrategicMergePatch } = k8s.PatchStrategy;

function patchedBy(strategy) {
    return k8s.setHeaderOptions('Content-Type', strategy);
}

function deployment(name, replicas) {
    const labels = { app: name };
    return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace },
        spec: {
            replicas,
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
        },
    };
}

export const objectChecks = {
    async serverSideApplyCreates() {
        const wanted = configMap('applied', { a: '1' });
        const created = await objects.patch(wanted, undefined, undefined, 'first', false, ServerSideApply);
        assert.ok(created.metadata.uid);
        assert.deepEqual(created.metadata.managedFields.map((entry) => [entry.manager, entry.operation]), [['first', 'Apply']]);
        const refused = await refusal(
            objects.patch(configMap('applied', { a: '2' }), undefined, undefined, 'second', false, ServerSideApply));
        assert.equal(refused.code, 409);
        assert.match(refused.message, /conflict with "first": \.data\.a/);
        const forced = await objects.patch(configMap('applied', { a: '2' }), undefined, undefined, 'second', true, ServerSideApply);
        assert.equal(forced.data.a, '2');
    },

    async strategicMergePatchMergesContainersByName() {
        await apps.createNamespacedDeployment({ namespace, body: deployment('merged', 0) });
        const patch = { spec: { template: { spec: { containers: [{ name: 'side', image: 'side:1' }] } } } };
        const merged = await apps.patchNamespacedDeployment(
            { namespace, name: 'merged', body: patch }, patchedBy(StrategicMergePatch));
        assert.deepEqual(merged.spec.template.spec.containers.map((one) => one.name).sort(), ['side', 'web']);
        const replaced = await apps.patchNamespacedDeployment(
            { namespace, name: 'merged', body: { spec: { template: { spec: { containers: [{ name: 'only', image: 'only:1' }] } } } } },
            patchedBy(MergePatch));
        assert.deepEqual(replaced.spec.template.spec.containers.map((one) => one.name), ['only']);
    },

    async jsonPatchTestsAndReplaces() {
        await core.createNamespacedConfigMap({ namespace, body: configMap('patched', { a: '1', b: '2' }) });
        const patched = await core.patchNamespacedConfigMap({
            namespace,
            name: 'patched',
            body: [
                { op: 'test', path: '/data/a', value: '1' },
                { op: 'replace', path: '/data/a', value: '3' },
                { op: 'remove', path: '/data/b' },
            ],
        }, patchedBy(JsonPatch));
        assert.deepEqual(patched.data, { a: '3' });
        const refused = await refusal(core.patchNamespacedConfigMap(
            { namespace, name: 'patched', body: [{ op: 'test', path: '/data/a', value: '1' }] }, patchedBy(JsonPatch)));
        assert.equal(refused.code, 422);
    },

    async labelSelectors() {
        for (const [name, tier] of [['label-a', 'front'], ['label-b', 'back'], ['label-c', 'back']]) {
            await core.createNamespacedConfigMap({ namespace, body: configMap(name, {}, { tier, suite: 'labels' }) });
        }
        const names = async (labelSelector) =>
            (await core.listNamespacedConfigMap({ namespace, labelSelector })).items.map((item) => item.metadata.name).sort();
        assert.deepEqual(await names('tier=back'), ['label-b', 'label-c']);
        assert.deepEqual(await names('suite=labels,tier!=back'), ['label-a']);
        assert.deepEqual(await names('tier in (front,back),suite'), ['label-a', 'label-b', 'label-c']);
        assert.deepEqual(await names('suite=labels,!tier'), []);
    },

    async fieldSelectors() {
        const placed = await runningPod('placed');
        const names = async (fieldSelector) =>
            (await core.listNamespacedPod({ namespace, fieldSelector })).items.map((item) => item.metadata.name);
        assert.deepEqual(await names(`spec.nodeName=${placed.spec.nodeName},metadata.name=placed`), ['placed']);
        assert.ok((await names('status.phase=Running')).includes('placed'));
        assert.ok(!(await names('status.phase!=Running')).includes('placed'));
        assert.equal((await refusal(core.listNamespacedPod({ namespace, fieldSelector: 'spec.colour=red' }))).code, 400);
    },

    async limitAndContinue() {
        for (let number = 0; number < 7; number++) {
            await core.createNamespacedConfigMap({ namespace, body: configMap(`page-${number}`, {}, { suite: 'pages' }) });
        }
        const seen = [];
        let pages = 0;
        let token;
        do {
            const page = await core.listNamespacedConfigMap({ namespace, labelSelector: 'suite=pages', limit: 3, _continue: token });
            seen.push(...page.items.map((item) => item.metadata.name));
            token = page.metadata._continue;
            pages++;
        } while (token);
        assert.equal(pages, 3);
        assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6].map((number) => `page-${number}`));
    },

    async staleUpdatesConflict() {
        const stale = await core.createNamespacedConfigMap({ namespace, body: configMap('contended', { a: '1' }) });
        await core.replaceNamespacedConfigMap({ namespace, name: 'contended', body: { ...stale, data: { a: '2' } } });
        const refused = await refusal(
            core.replaceNamespacedConfigMap({ namespace, name: 'contended', body: { ...stale, data: { a: '3' } } }));
        assert.equal(refused.code, 409);
        assert.equal(refused.reason, 'Conflict');
    },

    async deploymentsRollOut() {
        await apps.createNamespacedDeployment({ namespace, body: deployment('rolled', 2) });
        const ready = await eventually('two replicas are ready', async () => {
            const seen = await apps.readNamespacedDeployment({ namespace, name: 'rolled' });
            return seen.status.readyReplicas === 2 && seen;
        });
        assert.equal(ready.status.conditions.find((one) => one.type === 'Available').status, 'True');
        assert.ok(ready.metadata.creationTimestamp instanceof Date);
    },

    async ownersTakeTheirDependentsAlong() {
        const owner = await core.createNamespacedConfigMap({ namespace, body: configMap('owner', {}) });
        for (const name of ['dependent', 'orphan']) {
            const body = configMap(name, {});
            body.metadata.ownerReferences = [
                { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid, blockOwnerDeletion: true }];
            await core.createNamespacedConfigMap({ namespace, body });
        }
        await core.patchNamespacedConfigMap(
            { namespace, name: 'orphan', body: { metadata: { ownerReferences: null } } }, patchedBy(MergePatch));
        await core.deleteNamespacedConfigMap({ namespace, name: 'owner', propagationPolicy: 'Foreground' });
        await eventually('the dependent is gone', async () => {
            const names = (await core.listNamespacedConfigMap({ namespace })).items.map((item) => item.metadata.name);
            return !names.includes('dependent') && !names.includes('owner') && names.includes('orphan');
        });
    },

    async customObjects() {
        const group = 'test.navarch.io';
        const version = 'v1';
        const plural = 'boats';
        await config.makeApiClient(k8s.ApiextensionsV1Api).createCustomResourceDefinition({ body: {
            apiVersion: 'apiextensions.k8s.io/v1',
            kind: 'CustomResourceDefinition',
            metadata: { name: `${plural}.${group}` },
            spec: {
                group,
                scope: 'Namespaced',
                names: { kind: 'Boat', plural, singular: 'boat', listKind: 'BoatList' },
                versions: [{
                    name: version,
                    served: true,
                    storage: true,
                    subresources: { status: {} },
                    schema: { openAPIV3Schema: { type: 'object', properties: {
                        spec: { type: 'object', properties: { masts: { type: 'integer', _default: 1, minimum: 1 } } },
                        status: { type: 'object', properties: { afloat: { type: 'boolean' } } },
                    } } },
                }],
            },
        } });
        const boats = config.makeApiClient(k8s.CustomObjectsApi);
        const path = { group, version, namespace, plural };
        const boat = (name, masts) => ({ apiVersion: `${group}/${version}`, kind: 'Boat', metadata: { name }, spec: { masts } });
        const created = await boats.createNamespacedCustomObject({ ...path, body: boat('one', undefined) });
        assert.equal(created.spec.masts, 1);
        assert.equal((await refusal(boats.createNamespacedCustomObject({ ...path, body: boat('two', 0) }))).code, 422);
        const patched = await boats.patchNamespacedCustomObject(
            { ...path, name: 'one', body: { spec: { masts: 2 } } }, patchedBy(MergePatch));
        assert.equal(patched.spec.masts, 2);
        const afloat = await boats.patchNamespacedCustomObjectStatus(
            { ...path, name: 'one', body: { spec: { masts: 9 }, status: { afloat: true } } }, patchedBy(MergePatch));
        assert.deepEqual([afloat.spec.masts, afloat.status.afloat], [2, true]);
        assert.equal((await boats.listNamespacedCustomObject(path)).items.length, 1);
        await boats.deleteNamespacedCustomObject({ ...path, name: 'one' });
        assert.equal((await boats.listNamespacedCustomObject(path)).items.length, 0);
    },
};
