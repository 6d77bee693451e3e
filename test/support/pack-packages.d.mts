export interface PackedPackage {
  readonly name: string;
  readonly folder: string;
  readonly tarball: string;
}
export function packPackages(destination: string): Promise<PackedPackage[]>;
