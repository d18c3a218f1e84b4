package com.example.devinfo;

/** Reads identifiers under the names that vendors gave them. */
class Identifiers {
    private static final String[] IMEI = {
        "com.nokia.mid.imei", "com.sonyericsson.imei", "com.siemens.IMEI", "com.samsung.imei", "IMEI", "phone.imei",
    };

    String imei() {
        for (int i = 0; i < IMEI.length; i++) {
            String value = System.getProperty(IMEI[i]);
            if (value != null && value.length() > 0) {
                return value;
            }
        }
        return System.getProperty("device.imei");
    }

    String imsi() {
        return first("com.nokia.mid.imsi", "IMSI");
    }

    String number() {
        return first("MSISDN", "phone.msisdn");
    }

    String cell() {
        return System.getProperty("com.sonyericsson.net.mcc") + "/" + System.getProperty("com.sonyericsson.net.mnc") + "/"
                + System.getProperty("com.nokia.mid.cellid");
    }

    private static String first(String name, String other) {
        String value = System.getProperty(name);
        return value == null ? System.getProperty(other) : value;
    }
}
