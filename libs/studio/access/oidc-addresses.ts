/** One for each provider: an answer that was meant for another one is known by its address. */
export function redirectUri(publicUrl: string, providerId: string): string {
  return `${publicUrl}/console/oidc/${providerId}/callback`;
}

export function signInUrl(publicUrl: string, studioId: string, providerId: string): string {
  return `${publicUrl}/console/oidc/${providerId}?studio_id=${studioId}`;
}
