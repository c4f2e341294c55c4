export interface OrderQuery {
  readonly fromOrderId?: number | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly limit: number;
}

export interface OrderListQuery {
  readonly fromId?: number | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly limit: number;
}

export interface FillQuery {
  readonly orderId?: number | undefined;
  readonly fromId?: number | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly limit: number;
}

/** Without a start the oldest come first, as documented for myAllocations. */
export interface AllocationQuery {
  readonly orderId?: number | undefined;
  readonly fromAllocationId?: number | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly limit: number;
}

export interface AmendmentQuery {
  readonly fromExecutionId?: number | undefined;
  readonly limit: number;
}

export interface PreventedMatchQuery {
  readonly orderId?: number | undefined;
  readonly preventedMatchId?: number | undefined;
  readonly fromPreventedMatchId?: number | undefined;
  readonly limit: number;
}
