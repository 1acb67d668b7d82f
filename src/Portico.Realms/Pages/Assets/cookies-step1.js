// Sets a cookie in the frame, then looks in the next document whether the browser kept it.
document.cookie = 'KEYCLOAK_3P_COOKIE=supported; Path=/; SameSite=None; Secure';
document.cookie = 'KEYCLOAK_3P_COOKIE_PLAIN=supported; Path=/';
location.replace('step2.html');
