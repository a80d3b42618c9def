// Remembers what the page's policy has forbidden.
window.forbidden = [];
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
  forbidden.push(`${effectiveDirective}: ${blockedURI}`),
);
