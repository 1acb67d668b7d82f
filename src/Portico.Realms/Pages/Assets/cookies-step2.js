const kept = document.cookie.includes('KEYCLOAK_3P_COOKIE');
document.cookie = 'KEYCLOAK_3P_COOKIE=; Path=/; Max-Age=0; SameSite=None; Secure';
document.cookie = 'KEYCLOAK_3P_COOKIE_PLAIN=; Path=/; Max-Age=0';
window.parent.postMessage(kept ? 'supported' : 'unsupported', '*');
