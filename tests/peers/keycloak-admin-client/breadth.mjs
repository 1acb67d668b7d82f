// Keycloak's own admin client walks over the breadth of the admin REST API. Prints "ok <step>" per step.
// Usage: node breadth.mjs BASE_URL ADMIN_PASSWORD
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import KcAdminClient from '@keycloak/keycloak-admin-client';

const [baseUrl, adminPassword] = process.argv.slice(2);
const realm = 'admin-breadth';

const names = (list) => list.map((x) => x.name ?? x.alias ?? x.clientId ?? x.username).sort();
const refused = (status, id) => (e) => (e.response?.status ?? e.responseStatus) === status && (!id || JSON.stringify(e.responseData ?? e.message).includes(id));
function done(step) {
  console.log(`ok ${step}`);
}

const admin = new KcAdminClient({ baseUrl, realmName: 'master' });
await admin.auth({ grantType: 'password', clientId: 'admin-cli', username: 'admin', password: adminPassword });
await admin.realms.create({ realm, enabled: true });
admin.setConfig({ realmName: realm });

const group = await admin.groups.create({ name: 'people' });
const child = await admin.groups.createChildGroup({ id: group.id }, { name: 'stewards' });
assert.equal((await admin.groups.count()).count >= 1, true);
assert.deepEqual(names(await admin.groups.listSubGroups({ parentId: group.id })), ['stewards']);
await admin.groups.update({ id: child.id }, { name: 'curators' });
assert.equal((await admin.realms.getGroupByPath({ realm, path: 'people/curators' })).id, child.id);
await admin.realms.addDefaultGroup({ realm, id: group.id });
assert.deepEqual(names(await admin.realms.getDefaultGroups({ realm })), ['people']);
await admin.realms.removeDefaultGroup({ realm, id: group.id });
done('groups');

await admin.roles.create({ name: 'one' });
await admin.roles.create({ name: 'two' });
const [one, two] = [await admin.roles.findOneByName({ name: 'one' }), await admin.roles.findOneByName({ name: 'two' })];
await admin.roles.createComposite({ roleId: one.id }, [two]);
assert.deepEqual(names(await admin.roles.getCompositeRoles({ id: one.id })), ['two']);
assert.deepEqual(names(await admin.roles.getCompositeRolesForRealm({ id: one.id })), ['two']);
await admin.roles.delCompositeRoles({ id: one.id }, [two]);
await admin.groups.addRealmRoleMappings({ id: group.id, roles: [one] });
assert.deepEqual(names(await admin.groups.listRealmRoleMappings({ id: group.id })), ['one']);
assert.ok(names(await admin.groups.listAvailableRealmRoleMappings({ id: group.id })).includes('two'));
done('roles, composites and what groups have');

const scope = await admin.clientScopes.create({ name: 'catalog', protocol: 'openid-connect' });
await admin.clientScopes.addProtocolMapper({ id: scope.id }, { name: 'team', protocol: 'openid-connect', protocolMapper: 'oidc-hardcoded-claim-mapper', config: { 'claim.name': 'team', 'claim.value': 'data', 'access.token.claim': 'true', 'id.token.claim': 'true' } });
assert.deepEqual(names(await admin.clientScopes.listProtocolMappers({ id: scope.id })), ['team']);
await admin.clientScopes.addDefaultOptionalClientScope({ id: scope.id });
assert.ok(names(await admin.clientScopes.listDefaultOptionalClientScopes()).includes('catalog'));
await admin.clientScopes.addRealmScopeMappings({ id: scope.id }, [one]);
assert.deepEqual(names(await admin.clientScopes.listRealmScopeMappings({ id: scope.id })), ['one']);
await admin.clientScopes.delRealmScopeMappings({ id: scope.id }, [one]);
done('client scopes');

const told = [];
const application = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => { told.push([request.url, body]); response.end(); });
});
await new Promise((resolve) => { application.listen(0, '127.0.0.1', resolve); });
const adminUrl = `http://127.0.0.1:${application.address().port}/app`;

const client = await admin.clients.create({ clientId: 'app', secret: 'a-secret-of-the-app', serviceAccountsEnabled: true, directAccessGrantsEnabled: true, redirectUris: ['https://app.example.com/*'], adminUrl });
const id = client.id;
await admin.clients.createRole({ id, name: 'reader' });
await admin.clients.updateRole({ id, roleName: 'reader' }, { name: 'reader', description: 'Reads' });
const reader = await admin.clients.findRole({ id, roleName: 'reader' });
assert.equal(reader.description, 'Reads');
await admin.clients.delOptionalClientScope({ id, clientScopeId: scope.id });
await admin.clients.addDefaultClientScope({ id, clientScopeId: scope.id });
assert.ok(names(await admin.clients.listDefaultClientScopes({ id })).includes('catalog'));
await admin.clients.addProtocolMapper({ id }, { name: 'mine', protocol: 'openid-connect', protocolMapper: 'oidc-hardcoded-claim-mapper', config: { 'claim.name': 'mine', 'claim.value': 'yes', 'access.token.claim': 'true' } });
const mapper = await admin.clients.findProtocolMapperByName({ id, name: 'mine' });
await admin.clients.updateProtocolMapper({ id, mapperId: mapper.id }, { ...mapper, config: { ...mapper.config, 'claim.value': 'certainly' } });
await admin.clients.addRealmScopeMappings({ id }, [two]);
assert.deepEqual(names(await admin.clients.listRealmScopeMappings({ id })), ['two']);
assert.equal((await admin.clients.getServiceAccountUser({ id })).username, 'service-account-app');
assert.match(await admin.clients.getInstallationProviders({ id, providerId: 'keycloak-oidc-keycloak-json' }).then((x) => (typeof x === 'string' ? x : JSON.stringify(x))), /a-secret-of-the-app/);
await admin.clients.addClusterNode({ id, node: '10.0.0.1' });
assert.ok('10.0.0.1' in (await admin.clients.findOne({ id })).registeredNodes);
await admin.clients.deleteClusterNode({ id, node: '10.0.0.1' });
assert.ok((await admin.clients.generateRegistrationAccessToken({ id })).registrationAccessToken);
done('clients: roles, scopes, mappers, installation, nodes');

const user = await admin.users.create({ username: 'walker', email: 'walker@example.com', firstName: 'W', lastName: 'K', enabled: true, emailVerified: true, groups: ['/people'] });
await admin.users.resetPassword({ id: user.id, credential: { type: 'password', value: 'a-long-sentence', temporary: false } });
const [credential] = await admin.users.getCredentials({ id: user.id });
await admin.users.updateCredentialLabel({ id: user.id, credentialId: credential.id }, 'mine');
assert.equal((await admin.users.getCredentials({ id: user.id }))[0].userLabel, 'mine');
assert.deepEqual(names(await admin.users.listGroups({ id: user.id })), ['people']);
await admin.users.addToGroup({ id: user.id, groupId: child.id });
assert.equal((await admin.users.countGroups({ id: user.id })).count, 2);
await admin.users.delFromGroup({ id: user.id, groupId: child.id });
await admin.users.addClientRoleMappings({ id: user.id, clientUniqueId: id, roles: [{ id: reader.id, name: reader.name }] });
assert.ok(names(await admin.users.listCompositeRealmRoleMappings({ id: user.id })).includes('one'));
await admin.users.update({ id: user.id }, { requiredActions: ['UPDATE_PASSWORD'] });
assert.deepEqual((await admin.users.findOne({ id: user.id })).requiredActions, ['UPDATE_PASSWORD']);
await admin.users.update({ id: user.id }, { requiredActions: [] });
done('users: credentials, groups, role mappings, required actions');

const example = await admin.clients.evaluateGenerateAccessToken({ id, userId: user.id, scope: 'openid' });
assert.equal(example.mine, 'certainly');
assert.equal(example.team, 'data');
assert.deepEqual(example.resource_access.app.roles, ['reader']);
assert.equal((await admin.clients.evaluateGenerateUserInfo({ id, userId: user.id, scope: 'openid' })).preferred_username, 'walker');
assert.equal((await admin.clients.evaluateGenerateIdToken({ id, userId: user.id, scope: 'openid' })).typ, 'ID');
assert.ok((await admin.clients.evaluateListProtocolMapper({ id, scope: 'openid' })).some((m) => m.mapperName === 'team'));
const form = (fields) => fetch(`${baseUrl}/realms/${realm}/protocol/openid-connect/token`, { method: 'POST', body: new URLSearchParams(fields) });
const signIn = () => form({ grant_type: 'password', client_id: 'app', client_secret: 'a-secret-of-the-app', username: 'walker', password: 'a-long-sentence', scope: 'openid' });
const real = JSON.parse(Buffer.from((await (await signIn()).json()).access_token.split('.')[1], 'base64url'));
assert.deepEqual(Object.keys(example).sort(), Object.keys(real).sort());
done('the example token is the real one');

assert.equal((await admin.users.listSessions({ id: user.id })).length, 1);
assert.equal((await admin.clients.getSessionCount({ id })).count, 1);
assert.equal((await admin.clients.listSessions({ id }))[0].username, 'walker');
assert.equal((await admin.realms.getClientSessionStats({ realm }))[0].clientId, 'app');
await admin.users.logout({ id: user.id });
assert.equal((await admin.clients.getSessionCount({ id })).count, 0);
assert.deepEqual(await admin.users.listConsents({ id: user.id }), []);
await assert.rejects(admin.users.revokeConsent({ id: user.id, clientId: 'app' }), refused(404));
assert.ok((await admin.users.impersonation({ id: user.id }, { user: user.id, realm })).redirect);
await admin.attackDetection.del({ id: user.id });
assert.equal((await admin.attackDetection.findOne({ id: user.id })).numFailures, 0);
done('sessions, consents, impersonation, attack detection');

assert.deepEqual((await admin.realms.pushRevocation({ realm })).successRequests, [adminUrl]);
assert.deepEqual((await admin.realms.logoutAll({ realm })).successRequests, [adminUrl]);
assert.deepEqual(told.map(([url]) => url), ['/app/k_push_not_before', '/app/k_logout']);
const notice = JSON.parse(Buffer.from(told[1][1].split('.')[1], 'base64url'));
assert.equal(notice.action, 'LOGOUT');
assert.equal(notice.resource, 'app');
await new Promise((resolve) => { application.close(resolve); application.closeAllConnections(); });
assert.deepEqual((await admin.clients.pushRevocation({ id })).failedRequests, [adminUrl]);
done('clients are told of revocations, and who was not reached is named');

await admin.identityProviders.create({ alias: 'corp', providerId: 'oidc', enabled: true, config: { clientId: 'x', clientSecret: 'y', tokenUrl: 'https://idp.example.com/token', authorizationUrl: 'https://idp.example.com/auth' } });
assert.equal((await admin.identityProviders.findOne({ alias: 'corp' })).config.clientSecret, '**********');
const added = await admin.identityProviders.createMapper({ alias: 'corp', identityProviderMapper: { name: 'm', identityProviderAlias: 'corp', identityProviderMapper: 'oidc-hardcoded-role-idp-mapper', config: { role: 'one' } } });
assert.deepEqual(names(await admin.identityProviders.findMappers({ alias: 'corp' })), ['m']);
await admin.identityProviders.delMapper({ alias: 'corp', id: added.id });
await admin.users.addToFederatedIdentity({ id: user.id, federatedIdentityId: 'corp', federatedIdentity: { identityProvider: 'corp', userId: '42', userName: 'w' } });
assert.equal((await admin.users.listFederatedIdentities({ id: user.id }))[0].userId, '42');
await admin.users.delFromFederatedIdentity({ id: user.id, federatedIdentityId: 'corp' });
await admin.identityProviders.del({ alias: 'corp' });
done('identity providers and federated identities');

const flows = admin.authenticationManagement;
assert.ok(names(await flows.getFlows()).includes('browser'));
assert.ok((await flows.getClientAuthenticatorProviders()).some((p) => p.id === 'client-secret'));
await flows.copyFlow({ flow: 'browser', newName: 'my browser' });
const copy = (await flows.getFlows()).find((f) => f.alias === 'my browser');
const step = await flows.addExecutionToFlow({ flow: 'my browser', provider: 'deny-access-authenticator' });
await flows.updateExecution({ flow: 'my browser' }, { id: step.id, requirement: 'REQUIRED', priority: 1 });
assert.equal((await flows.getExecutions({ flow: 'my browser' }))[0].providerId, 'deny-access-authenticator');
await assert.rejects(admin.realms.update({ realm }, { browserFlow: 'my browser' }), refused(501, 'PORTICO-IDP-021'));
const config = await flows.createConfig({ id: step.id, alias: 'why', config: { denyErrorMessage: 'no' } });
assert.equal((await flows.getConfig({ id: config.id })).config.denyErrorMessage, 'no');
await flows.delExecution({ id: step.id });
await admin.realms.update({ realm }, { browserFlow: 'my browser' });
await admin.realms.update({ realm }, { browserFlow: 'browser' });
await flows.deleteFlow({ flowId: copy.id });
await flows.updateRequiredAction({ alias: 'TERMS_AND_CONDITIONS' }, { ...(await flows.getRequiredActionForAlias({ alias: 'TERMS_AND_CONDITIONS' })), enabled: true });
await flows.deleteRequiredAction({ alias: 'TERMS_AND_CONDITIONS' });
assert.ok((await flows.getUnregisteredRequiredActions()).some((a) => a.providerId === 'TERMS_AND_CONDITIONS'));
await flows.registerRequiredAction({ providerId: 'TERMS_AND_CONDITIONS', name: 'Terms' });
await admin.realms.update({ realm }, { passwordPolicy: 'length(12)' });
await assert.rejects(admin.users.resetPassword({ id: user.id, credential: { type: 'password', value: 'short', temporary: false } }), refused(400));
done('authentication flows, required actions, password policy');

const key = await admin.components.create({ name: 'ed', providerId: 'eddsa-generated', providerType: 'org.keycloak.keys.KeyProvider', config: { priority: ['200'] } });
assert.ok((await admin.realms.getKeys({ realm })).keys.some((k) => k.algorithm === 'EdDSA' && k.type === 'OKP'));
await admin.components.update({ id: key.id }, { ...(await admin.components.findOne({ id: key.id })), config: { priority: ['10'] } });
await admin.components.del({ id: key.id });
done('components and keys');

const initial = await admin.realms.createClientsInitialAccess({ realm }, { count: 1, expiration: 60 });
const registered = await fetch(`${baseUrl}/realms/${realm}/clients-registrations/openid-connect`, {
  method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${initial.token}` }, body: JSON.stringify({ client_name: 'Self made', redirect_uris: ['https://self.example.com/cb'] }),
});
assert.equal(registered.status, 201);
assert.equal((await admin.realms.getClientsInitialAccess({ realm }))[0].remainingCount, 0);
await admin.realms.delClientsInitialAccess({ realm, id: initial.id });
done('client registration');

await admin.realms.updateConfigEvents({ realm }, { adminEventsEnabled: true, eventsEnabled: true });
await admin.users.update({ id: user.id }, { firstName: 'Wanda' });
assert.ok((await admin.realms.findAdminEvents({ realm })).some((e) => e.resourcePath === `users/${user.id}` && e.operationType === 'UPDATE'));
assert.ok((await admin.realms.getConfigEvents({ realm })).eventsEnabled);
await admin.realms.clearAdminEvents({ realm });
await admin.realms.addLocalization({ realm, selectedLocale: 'en', key: 'hello' }, 'Hello');
assert.deepEqual(await admin.realms.getRealmLocalizationTexts({ realm, selectedLocale: 'en' }), { hello: 'Hello' });
assert.ok((await admin.users.getProfile()).attributes.some((a) => a.name === 'username'));
assert.deepEqual((await admin.clientPolicies.listPolicies({})).policies, []);
done('events, localization, user profile, client policies');

const exported = await admin.realms.export({ realm, exportClients: true, exportGroupsAndRoles: true });
assert.ok(exported.clients.some((c) => c.clientId === 'app') && exported.groups.some((g) => g.name === 'people'));
assert.equal((await admin.realms.partialImport({ realm, rep: { ifResourceExists: 'SKIP', roles: { realm: [{ name: 'three' }] } } })).added, 1);
assert.equal((await admin.serverInfo.find()).systemInfo.version, '26.7.4');
done('export, import, server info');

await assert.rejects(admin.organizations.create({ name: 'acme', domains: [{ name: 'acme.example' }] }), refused(404));
await assert.rejects(admin.clients.listResources({ id }), refused(501, 'PORTICO-IDP-020'));
done('what is not there says so');

await admin.realms.del({ realm });
done('deletion');
