package com.example.tripdiary;

import java.io.IOException;
import javax.microedition.io.Connector;
import javax.microedition.io.HttpConnection;
import javax.microedition.location.Coordinates;
import javax.microedition.location.Criteria;
import javax.microedition.location.LocationException;
import javax.microedition.location.LocationProvider;

/** Where the phone is, and a page that shows it to others. */
class Position {
    private Position() {
    }

    static String now() throws LocationException, InterruptedException {
        Criteria criteria = new Criteria();
        criteria.setHorizontalAccuracy(500);
        LocationProvider provider = LocationProvider.getInstance(criteria);
        Coordinates at = provider.getLocation(60).getQualifiedCoordinates();
        return at.getLatitude() + "," + at.getLongitude();
    }

    static void report(String position) throws IOException {
        HttpConnection connection = (HttpConnection) Connector.open("http://example.com/trip?at=" + position);
        connection.getResponseCode();
        connection.close();
    }
}
