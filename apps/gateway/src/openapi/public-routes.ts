export interface PublicRoute {
  readonly name: string;
  readonly path: string;
  readonly summary: string;
  readonly contentType: string;
  readonly type: 'object' | 'string';
  readonly canBeUnready?: boolean;
}

/** Routes that are not operations and need no token, as far as they are worth documenting. */
export const PUBLIC_ROUTES: readonly PublicRoute[] = [
  {
    name: 'health',
    path: '/health',
    summary: 'Is the process alive?',
    contentType: 'application/json',
    type: 'object',
  },
  {
    name: 'readiness',
    path: '/health/ready',
    summary: 'Can it serve?',
    contentType: 'application/json',
    type: 'object',
    canBeUnready: true,
  },
  {
    name: 'metrics',
    path: '/metrics',
    summary: 'Figures for Prometheus',
    contentType: 'text/plain',
    type: 'string',
  },
];
