package com.example.vendorsms;

import com.siemens.mp.gsm.SMS;

/** The Siemens way: no permission, no WMA. Loaded by name only. */
public class SiemensChannel implements SmsChannel {
    public void send(String number, String text) throws Exception {
        SMS.send(number, text);
    }
}
