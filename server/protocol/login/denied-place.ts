/** The key of the budget `denials_of_place`: what another machine says of the same place costs this one nothing. @param place `placeId` */
export const deniedPlace = (deviceJkt: string, place: string): string => `${deviceJkt} ${place}`;
